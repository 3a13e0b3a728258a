import type { BinnedRows } from './binned-rows.ts';
import type { GrowingNode, Splitter } from './grow.ts';

/** A loss's first and second derivative at each row. */
export interface Derivatives {
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
}

export interface NewtonOptions {
  /** Rows of a leaf at least. */
  readonly minLeaf: number;
  /** Leaves of a tree at most. */
  readonly maxLeaves: number;
  /** λ, what is added to a leaf's second derivative, 0 or more. */
  readonly l2: number;
  /** The features this one looks at, ascending. */
  readonly features: Int32Array;
}

/** Fields of a bin: sums of gradients and hessians, and rows. */
const FIELDS = 3;

/** A leaf's second derivative at least, as in LightGBM and scikit-learn: below it a Newton step means nothing. */
const MIN_HESSIAN = 1e-3;

/** What a split must gain at least: below it lies the noise of sums. */
const MIN_GAIN = 1e-9;

/**
 * Boosting's splits: the largest gain of a Newton step over all features, G_L²/(H_L + λ) + G_R²/(H_R + λ) −
 * G²/(H + λ) (Friedman 2001; Chen & Guestrin 2016). Each open node keeps its histogram, so that of two children the
 * one with more rows has its parent's less its sibling's (LightGBM: Ke et al. 2017).
 */
export class NewtonSplits implements Splitter {
  readonly #rows: BinnedRows;
  readonly #order: Int32Array;
  readonly #options: NewtonOptions;
  #derivatives: Derivatives = { gradients: new Float64Array(0), hessians: new Float64Array(0) };
  /** Where each feature's bins begin in a histogram. */
  readonly #offsets: Int32Array;
  readonly #free: Float64Array[] = [];
  readonly #histograms: (Float64Array | undefined)[] = [];
  readonly #rowGradients: Float64Array;
  readonly #rowHessians: Float64Array;
  /** Sums by node. */
  readonly #gradients: Float64Array;
  readonly #hessians: Float64Array;
  /** Sums of the left child of a node's best split. */
  readonly leftGradients: Float64Array;
  readonly leftHessians: Float64Array;

  constructor(rows: BinnedRows, order: Int32Array, options: NewtonOptions) {
    this.#rows = rows;
    this.#order = order;
    this.#options = options;
    this.#offsets = new Int32Array(options.features.length + 1);
    options.features.forEach((feature, i) => {
      this.#offsets[i + 1] = this.#offsets[i]! + FIELDS * (rows.cuts.counts[feature]! + 1);
    });
    this.#rowGradients = new Float64Array(order.length);
    this.#rowHessians = new Float64Array(order.length);
    const nodes = 2 * options.maxLeaves;
    this.#gradients = new Float64Array(nodes);
    this.#hessians = new Float64Array(nodes);
    this.leftGradients = new Float64Array(nodes);
    this.leftHessians = new Float64Array(nodes);
  }

  /** Begins a tree. */
  begin(derivatives: Derivatives): void {
    this.#derivatives = derivatives;
    for (const [node, histogram] of this.#histograms.entries()) {
      if (histogram !== undefined) this.#free.push(histogram);
      this.#histograms[node] = undefined;
    }
    this.#gradients[0] = sumOver(this.#order, derivatives.gradients);
    this.#hessians[0] = sumOver(this.#order, derivatives.hessians);
  }

  searchRoot(root: GrowingNode): void {
    this.#build(root);
    this.#search(root);
  }

  searchChildren(parent: GrowingNode, left: GrowingNode, right: GrowingNode): void {
    if (!left.splittable && !right.splittable) return;
    this.#divide(parent, left, right);
    const [small, large] = left.end - left.start <= right.end - right.start ? [left, right] : [right, left];
    this.#build(small);
    this.#subtract(parent, small, large);
    this.#search(left);
    this.#search(right);
  }

  /** Tells a split's children their sums. */
  #divide(parent: GrowingNode, left: GrowingNode, right: GrowingNode): void {
    this.#gradients[left.id] = this.leftGradients[parent.id]!;
    this.#hessians[left.id] = this.leftHessians[parent.id]!;
    this.#gradients[right.id] = this.#gradients[parent.id]! - this.leftGradients[parent.id]!;
    this.#hessians[right.id] = this.#hessians[parent.id]! - this.leftHessians[parent.id]!;
  }

  #build(node: GrowingNode): void {
    const { gradients, hessians } = this.#derivatives;
    const { bins, count } = this.#rows;
    const { features } = this.#options;
    const { start, end } = node;
    const rows = end - start;
    const order = this.#order;
    const rowGradients = this.#rowGradients;
    const rowHessians = this.#rowHessians;
    for (let i = 0; i < rows; i++) {
      const row = order[start + i]!;
      rowGradients[i] = gradients[row]!;
      rowHessians[i] = hessians[row]!;
    }
    const histogram = this.#free.pop()?.fill(0) ?? new Float64Array(this.#offsets.at(-1)!);
    for (let f = 0; f < features.length; f++) {
      const column = features[f]! * count;
      const offset = this.#offsets[f]!;
      for (let i = 0; i < rows; i++) {
        const at = offset + FIELDS * bins[column + order[start + i]!]!;
        histogram[at]! += rowGradients[i]!;
        histogram[at + 1]! += rowHessians[i]!;
        histogram[at + 2]! += 1;
      }
    }
    this.#histograms[node.id] = histogram;
  }

  #subtract(parent: GrowingNode, small: GrowingNode, large: GrowingNode): void {
    const histogram = this.#histograms[parent.id]!;
    const taken = this.#histograms[small.id]!;
    for (let i = 0; i < histogram.length; i++) histogram[i]! -= taken[i]!;
    this.#histograms[large.id] = histogram;
    this.#histograms[parent.id] = undefined;
  }

  #search(node: GrowingNode): void {
    if (!node.splittable) return;
    const { features } = this.#options;
    for (let f = 0; f < features.length; f++) this.#searchFeature(node, f);
  }

  #searchFeature(node: GrowingNode, f: number): void {
    const { minLeaf, l2, features } = this.#options;
    const histogram = this.#histograms[node.id]!;
    const from = this.#offsets[f]!;
    const last = this.#offsets[f + 1]! - FIELDS;
    const gradient = this.#gradients[node.id]!;
    const hessian = this.#hessians[node.id]!;
    const rows = node.end - node.start;
    const own = (gradient * gradient) / (hessian + l2);
    let best = Math.max(node.gain, MIN_GAIN);
    let bestAt = -1;
    let rowsLeft = 0;
    let gradientLeft = 0;
    let hessianLeft = 0;
    for (let at = from; at < last; at += FIELDS) {
      const inBin = histogram[at + 2]!;
      // What subtraction leaves of an empty bin is noise.
      if (inBin === 0) continue;
      gradientLeft += histogram[at]!;
      hessianLeft += histogram[at + 1]!;
      rowsLeft += inBin;
      if (rowsLeft < minLeaf) continue;
      if (rows - rowsLeft < minLeaf) break;
      const hessianRight = hessian - hessianLeft;
      if (hessianLeft < MIN_HESSIAN || hessianRight < MIN_HESSIAN) continue;
      const gradientRight = gradient - gradientLeft;
      const gain =
        (gradientLeft * gradientLeft) / (hessianLeft + l2) +
        (gradientRight * gradientRight) / (hessianRight + l2) -
        own;
      if (gain > best) {
        best = gain;
        bestAt = at;
        this.leftGradients[node.id] = gradientLeft;
        this.leftHessians[node.id] = hessianLeft;
      }
    }
    if (bestAt < 0) return;
    node.gain = best;
    node.feature = features[f]!;
    node.bin = (bestAt - from) / FIELDS;
  }
}

function sumOver(order: Int32Array, values: Float64Array): number {
  let sum = 0;
  for (const row of order) sum += values[row]!;
  return sum;
}
