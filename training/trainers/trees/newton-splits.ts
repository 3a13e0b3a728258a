import type { BinnedRows } from './binned-rows.ts';
import { BIN_FIELDS, fillHistogram } from './fill-histogram.ts';
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
  readonly #rowNumbers: Int32Array;
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
      this.#offsets[i + 1] = this.#offsets[i]! + BIN_FIELDS * (rows.cuts.counts[feature]! + 1);
    });
    this.#rowNumbers = new Int32Array(order.length);
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
    this.#histograms.forEach((_, node) => {
      this.#release(node);
    });
    this.#gradients[0] = sumOver(this.#order, derivatives.gradients);
    this.#hessians[0] = sumOver(this.#order, derivatives.hessians);
  }

  searchRoot(root: GrowingNode): void {
    this.#build(root);
    this.#search(root);
  }

  searchChildren(parent: GrowingNode, left: GrowingNode, right: GrowingNode): void {
    if (!left.splittable && !right.splittable) {
      this.#release(parent.id);
      return;
    }
    this.#divide(parent, left, right);
    const [small, large] = left.end - left.start <= right.end - right.start ? [left, right] : [right, left];
    this.#build(small);
    this.#subtract(parent, small, large);
    for (const child of [left, right]) {
      if (child.splittable) this.#search(child);
      else this.#release(child.id);
    }
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
    const { start, end } = node;
    const order = this.#order;
    const rowNumbers = this.#rowNumbers;
    const rowGradients = this.#rowGradients;
    const rowHessians = this.#rowHessians;
    for (let i = start; i < end; i++) {
      const row = order[i]!;
      rowNumbers[i - start] = row;
      rowGradients[i - start] = gradients[row]!;
      rowHessians[i - start] = hessians[row]!;
    }
    const gathered = {
      count: end - start,
      rows: rowNumbers,
      gradients: rowGradients,
      hessians: rowHessians,
    };
    const histogram = this.#free.pop()?.fill(0) ?? new Float64Array(this.#offsets.at(-1)!);
    fillHistogram(this.#rows, gathered, this.#options.features, this.#offsets, histogram);
    this.#histograms[node.id] = histogram;
  }

  /** Keeps a node's histogram for the next that needs one. */
  #release(node: number): void {
    const histogram = this.#histograms[node];
    if (histogram !== undefined) this.#free.push(histogram);
    this.#histograms[node] = undefined;
  }

  #subtract(parent: GrowingNode, small: GrowingNode, large: GrowingNode): void {
    const histogram = this.#histograms[parent.id]!;
    const taken = this.#histograms[small.id]!;
    for (let i = 0; i < histogram.length; i++) histogram[i]! -= taken[i]!;
    this.#histograms[large.id] = histogram;
    this.#histograms[parent.id] = undefined;
  }

  #search(node: GrowingNode): void {
    const { features } = this.#options;
    for (let f = 0; f < features.length; f++) this.#searchFeature(node, f);
  }

  #searchFeature(node: GrowingNode, f: number): void {
    const { minLeaf, l2, features } = this.#options;
    const histogram = this.#histograms[node.id]!;
    const from = this.#offsets[f]!;
    const last = this.#offsets[f + 1]! - BIN_FIELDS;
    const gradient = this.#gradients[node.id]!;
    const hessian = this.#hessians[node.id]!;
    const rows = node.end - node.start;
    const own = (gradient * gradient) / (hessian + l2);
    let best = Math.max(node.gain, MIN_GAIN);
    let bestAt = -1;
    let rowsLeft = 0;
    let gradientLeft = 0;
    let hessianLeft = 0;
    for (let at = from; at < last; at += BIN_FIELDS) {
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
    node.bin = (bestAt - from) / BIN_FIELDS;
  }
}

function sumOver(order: Int32Array, values: Float64Array): number {
  let sum = 0;
  for (const row of order) sum += values[row]!;
  return sum;
}
