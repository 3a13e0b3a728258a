import { type FeatureCounts, type NumberBins, SUM_LIMIT } from '../../contract/profile.ts';
import type { BinGrid } from './bin-grid.ts';
import { middleInUnits } from './bins.ts';
import type { Values } from './values.ts';

/** The counts of one number. */
export class NumberTally {
  readonly #grid: BinGrid;
  readonly #low: number;
  readonly #high: number;
  readonly #unit: number;
  readonly #middle: number;
  readonly #bins: Uint32Array;
  /** In units from the middle of the range: exact as doubles up to COUNTER_MAX_ROWS. */
  readonly #sums: Float64Array;
  #missing = 0;
  #below = 0;
  #above = 0;

  /** @throws RangeError when the range is too far from zero for the unit */
  constructor(bins: NumberBins, grid: BinGrid) {
    this.#grid = grid;
    [this.#low, this.#high] = bins.range;
    this.#unit = bins.unit;
    this.#middle = middleInUnits(bins);
    if (!Number.isFinite(this.#middle) || !Number.isFinite(1 / bins.unit)) {
      throw new RangeError(`the unit ${bins.unit} of ${bins.name} is too small for its range`);
    }
    this.#bins = new Uint32Array(bins.edges.length + 1);
    this.#sums = new Float64Array(bins.edges.length + 1);
  }

  get bytes(): number {
    return this.#bins.byteLength + this.#sums.byteLength;
  }

  count({ rows, width, column, selected, from, to, missing }: Values): void {
    const grid = this.#grid;
    const bins = this.#bins;
    const sums = this.#sums;
    const perUnit = 1 / this.#unit;
    const middle = this.#middle;
    const low = this.#low;
    const high = this.#high;
    let below = 0;
    let above = 0;
    for (let i = from; i < to; i++) {
      const row = selected[i]!;
      const value = rows[row * width + column]!;
      // All but NaN.
      const isNumber = value <= Number.POSITIVE_INFINITY;
      if (!isNumber || missing?.has(row, column)) {
        this.#missing++;
        continue;
      }
      const bin = grid.binOf(value);
      // As Math.round, of a float32 times a power of two, and in half the time.
      const units = Math.floor(value * perUnit + 0.5) - middle;
      bins[bin]!++;
      sums[bin]! += units > SUM_LIMIT ? SUM_LIMIT : units < -SUM_LIMIT ? -SUM_LIMIT : units;
      if (value < low) below++;
      if (value > high) above++;
    }
    this.#below += below;
    this.#above += above;
  }

  counts(): FeatureCounts {
    const bins = Array.from(this.#bins);
    return {
      bins,
      sums: bins.map((count, bin) => this.#sum(count, this.#sums[bin]!)),
      missing: this.#missing,
      below: this.#below,
      above: this.#above,
    };
  }

  /** The sum from zero on, of any size. */
  #sum(count: number, fromMiddle: number): string {
    const sum = count * this.#middle + fromMiddle;
    // + 0: no minus before a zero.
    if (Number.isSafeInteger(count * this.#middle) && Number.isSafeInteger(sum)) return String(sum + 0);
    return String(BigInt(count) * BigInt(this.#middle) + BigInt(fromMiddle));
  }
}
