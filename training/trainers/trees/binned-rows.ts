import type { FeatureRows } from '../trainer.ts';
import { binOf, findCuts, MAX_CUTS } from './bins.ts';

/** Rows as trees learn from them, in memory that threads share. */
export interface BinnedRows {
  readonly count: number;
  readonly width: number;
  /** The rows as they came, row-major [count, width]. */
  readonly values: Float32Array;
  /** Column-major [width, count]: each value's bin. */
  readonly bins: Uint8Array;
  readonly cuts: Cuts;
}

/** Every feature's cuts: MAX_CUTS places each, of which the first `counts[feature]` are used. */
export interface Cuts {
  readonly thresholds: Float32Array;
  readonly counts: Int32Array;
}

/** Rows whose bins are still to be found. */
export function shareRows(rows: FeatureRows, cuts: Cuts = sharedCuts(rows.width)): BinnedRows {
  const { count, width } = rows;
  const values = new Float32Array(new SharedArrayBuffer(4 * count * width));
  values.set(rows.values.subarray(0, count * width));
  return { count, width, values, bins: new Uint8Array(new SharedArrayBuffer(count * width)), cuts };
}

function sharedCuts(width: number): Cuts {
  return {
    thresholds: new Float32Array(new SharedArrayBuffer(4 * MAX_CUTS * width)),
    counts: new Int32Array(new SharedArrayBuffer(4 * width)),
  };
}

/** Finds one feature's cuts from these rows. */
export function cutFeature({ values, count, width, cuts }: BinnedRows, feature: number): void {
  const column = new Float32Array(count);
  for (let row = 0; row < count; row++) column[row] = values[row * width + feature]!;
  const found = findCuts(column.sort());
  cuts.thresholds.set(found, feature * MAX_CUTS);
  cuts.counts[feature] = found.length;
}

/** Finds the bins of one feature, whose cuts are known. */
export function binFeature({ values, bins, count, width, cuts }: BinnedRows, feature: number): void {
  const cutCount = cuts.counts[feature]!;
  for (let row = 0; row < count; row++) {
    const value = values[row * width + feature]!;
    bins[feature * count + row] = binOf(value, cuts.thresholds, feature * MAX_CUTS, cutCount);
  }
}
