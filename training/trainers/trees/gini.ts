import type { BinnedRows } from './binned-rows.ts';
import { MAX_BINS } from './bins.ts';
import { type Criterion, middleCut } from './criterion.ts';
import type { GrowingNode } from './grow.ts';
import { TouchedBins } from './touched-bins.ts';

/** Rows with a class and a weight each. */
export interface WeighedClasses {
  readonly labels: Int32Array;
  readonly classes: number;
  /** Weights above 0 of the rows in the order; the others are not looked at. */
  readonly weights: Float64Array;
}

/**
 * Gini impurity (Breiman et al., Classification and Regression Trees, 1984). Lowering it most is the same as the
 * largest Σ_c L_c² / L + Σ_c R_c² / R over the classes' weights on either side, which a row that changes sides
 * alters by one term: the work does not grow with the number of classes.
 */
export class Gini implements Criterion {
  readonly #rows: BinnedRows;
  readonly #order: Int32Array;
  readonly #target: WeighedClasses;
  readonly #minLeaf: number;
  readonly #touched = new TouchedBins();
  /** Rows of a bin as a list: the bin's last one, and before each of the node's rows the one that follows it. */
  readonly #heads = new Int32Array(MAX_BINS).fill(-1);
  readonly #next: Int32Array;
  readonly #rowLabels: Int32Array;
  readonly #rowWeights: Float64Array;
  readonly #total: Float64Array;
  readonly #left: Float64Array;
  #weight = 0;
  #squares = 0;

  constructor(rows: BinnedRows, order: Int32Array, target: WeighedClasses, minLeaf: number) {
    this.#rows = rows;
    this.#order = order;
    this.#target = target;
    this.#minLeaf = minLeaf;
    this.#next = new Int32Array(order.length);
    this.#rowLabels = new Int32Array(order.length);
    this.#rowWeights = new Float64Array(order.length);
    this.#total = new Float64Array(target.classes);
    this.#left = new Float64Array(target.classes);
  }

  load({ start, end }: GrowingNode): boolean {
    const { labels, weights } = this.#target;
    const order = this.#order;
    const rowLabels = this.#rowLabels;
    const rowWeights = this.#rowWeights;
    const total = this.#total.fill(0);
    for (let i = start; i < end; i++) {
      const row = order[i]!;
      const label = labels[row]!;
      const weight = weights[row]!;
      rowLabels[i - start] = label;
      rowWeights[i - start] = weight;
      total[label]! += weight;
    }
    this.#weight = 0;
    this.#squares = 0;
    let present = 0;
    for (const sum of total) {
      if (sum > 0) present++;
      this.#weight += sum;
      this.#squares += sum * sum;
    }
    return present > 1;
  }

  search(node: GrowingNode, feature: number): boolean {
    this.#fillBins(node, feature);
    const filled = this.#touched.collect();
    this.#sweep(node, feature, filled);
    return filled > 1;
  }

  #fillBins({ start, end }: GrowingNode, feature: number): void {
    const { bins, count } = this.#rows;
    const order = this.#order;
    const heads = this.#heads;
    const next = this.#next;
    const { bits } = this.#touched;
    const column = feature * count;
    for (let i = start; i < end; i++) {
      const bin = bins[column + order[i]!]!;
      next[i - start] = heads[bin]!;
      heads[bin] = i - start;
      bits[bin >> 5]! |= 1 << bin;
    }
  }

  /** Moves bin after bin to the left side, and empties them. */
  #sweep(node: GrowingNode, feature: number, filled: number): void {
    const { list } = this.#touched;
    const heads = this.#heads;
    const next = this.#next;
    const rowLabels = this.#rowLabels;
    const rowWeights = this.#rowWeights;
    const total = this.#total;
    const left = this.#left.fill(0);
    const minLeaf = this.#minLeaf;
    let rowsLeft = 0;
    let rowsRight = node.end - node.start;
    let weightLeft = 0;
    let squaresLeft = 0;
    let squaresRight = this.#squares;
    let best = node.gain;
    for (let at = 0; at < filled; at++) {
      const bin = list[at]!;
      if (rowsLeft >= minLeaf && rowsRight >= minLeaf) {
        const score = squaresLeft / weightLeft + squaresRight / (this.#weight - weightLeft);
        if (score > best) {
          best = score;
          node.gain = score;
          node.feature = feature;
          node.bin = middleCut(list[at - 1]!, bin);
        }
      }
      for (let i = heads[bin]!; i >= 0; i = next[i]!) {
        const label = rowLabels[i]!;
        const weight = rowWeights[i]!;
        const before = left[label]!;
        squaresLeft += weight * (before + before + weight);
        squaresRight -= weight * (2 * (total[label]! - before) - weight);
        left[label] = before + weight;
        weightLeft += weight;
        rowsLeft++;
        rowsRight--;
      }
      heads[bin] = -1;
    }
  }

  /** Each class's share of the weight. */
  leaf(node: GrowingNode): Float64Array {
    this.load(node);
    return this.#total.map((sum) => sum / this.#weight);
  }
}
