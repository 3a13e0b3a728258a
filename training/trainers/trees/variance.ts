import type { BinnedRows } from './binned-rows.ts';
import { MAX_BINS } from './bins.ts';
import { type Criterion, middleCut } from './criterion.ts';
import type { GrowingNode } from './grow.ts';
import { TouchedBins } from './touched-bins.ts';

/** Rows with a value and a weight each. */
export interface WeighedValues {
  /** Around 0: the larger their mean against their spread, the more digits are lost. */
  readonly targets: Float64Array;
  /** Weights above 0 of the rows in the order; the others are not looked at. */
  readonly weights: Float64Array;
}

/** Fields of a bin: its rows' weight, their weighted sum and their number. */
const FIELDS = 3;

/** Squared error: the split that lowers it most has the largest (Σ_L wy)² / Σ_L w + (Σ_R wy)² / Σ_R w. */
export class Variance implements Criterion {
  readonly #rows: BinnedRows;
  readonly #order: Int32Array;
  readonly #target: WeighedValues;
  readonly #minLeaf: number;
  readonly #touched = new TouchedBins();
  readonly #histogram = new Float64Array(MAX_BINS * FIELDS);
  readonly #rowTargets: Float64Array;
  readonly #rowWeights: Float64Array;
  #weight = 0;
  #sum = 0;

  constructor(rows: BinnedRows, order: Int32Array, target: WeighedValues, minLeaf: number) {
    this.#rows = rows;
    this.#order = order;
    this.#target = target;
    this.#minLeaf = minLeaf;
    this.#rowTargets = new Float64Array(order.length);
    this.#rowWeights = new Float64Array(order.length);
  }

  load({ start, end }: GrowingNode): boolean {
    const { targets, weights } = this.#target;
    const order = this.#order;
    const first = targets[order[start]!]!;
    let differs = false;
    let weightSum = 0;
    let sum = 0;
    for (let i = start; i < end; i++) {
      const row = order[i]!;
      const target = targets[row]!;
      const weight = weights[row]!;
      this.#rowTargets[i - start] = weight * target;
      this.#rowWeights[i - start] = weight;
      weightSum += weight;
      sum += weight * target;
      if (target !== first) differs = true;
    }
    this.#weight = weightSum;
    this.#sum = sum;
    return differs;
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
    const histogram = this.#histogram;
    const rowTargets = this.#rowTargets;
    const rowWeights = this.#rowWeights;
    const { bits } = this.#touched;
    const column = feature * count;
    for (let i = start; i < end; i++) {
      const bin = bins[column + order[i]!]!;
      const at = FIELDS * bin;
      histogram[at]! += rowWeights[i - start]!;
      histogram[at + 1]! += rowTargets[i - start]!;
      histogram[at + 2]! += 1;
      bits[bin >> 5]! |= 1 << bin;
    }
  }

  /** Moves bin after bin to the left side, and empties them. */
  #sweep(node: GrowingNode, feature: number, filled: number): void {
    const { list } = this.#touched;
    const histogram = this.#histogram;
    const rowCount = node.end - node.start;
    let rowsLeft = 0;
    let weightLeft = 0;
    let sumLeft = 0;
    for (let at = 0; at < filled; at++) {
      const bin = list[at]!;
      if (rowsLeft >= this.#minLeaf && rowCount - rowsLeft >= this.#minLeaf) {
        const sumRight = this.#sum - sumLeft;
        const score = (sumLeft * sumLeft) / weightLeft + (sumRight * sumRight) / (this.#weight - weightLeft);
        if (score > node.gain) {
          node.gain = score;
          node.feature = feature;
          node.bin = middleCut(list[at - 1]!, bin);
        }
      }
      weightLeft += histogram[FIELDS * bin]!;
      sumLeft += histogram[FIELDS * bin + 1]!;
      rowsLeft += histogram[FIELDS * bin + 2]!;
      histogram.fill(0, FIELDS * bin, FIELDS * bin + FIELDS);
    }
  }

  /** The mean. */
  leaf(node: GrowingNode): Float64Array {
    this.load(node);
    return Float64Array.of(this.#sum / this.#weight);
  }
}
