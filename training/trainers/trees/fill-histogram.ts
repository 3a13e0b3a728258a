import type { BinnedRows } from './binned-rows.ts';

/** Numbers of a bin: the sums of its rows' gradients and hessians, and how many rows it has. */
export const BIN_FIELDS = 3;

/** A node's rows with their derivatives, all in the same order. */
export interface GatheredRows {
  readonly count: number;
  /** Row numbers, from 0 to before `count`. */
  readonly rows: Int32Array;
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
}

/**
 * Adds rows to the histograms of features, two features at a time: most of the time goes to reading, and both need
 * the same rows and derivatives.
 * @param offsets where the features' bins begin in `histogram`
 */
export function fillHistogram(
  { bins, count }: BinnedRows,
  gathered: GatheredRows,
  features: Int32Array,
  offsets: Int32Array,
  histogram: Float64Array,
): void {
  const even = features.length - (features.length % 2);
  for (let f = 0; f < even; f += 2) {
    const columns = [features[f]! * count, features[f + 1]! * count] as const;
    fillTwo(bins, gathered, columns[0], columns[1], offsets[f]!, offsets[f + 1]!, histogram);
  }
  if (even < features.length) fillOne(bins, gathered, features[even]! * count, offsets[even]!, histogram);
}

function fillOne(
  bins: Uint8Array,
  { rows, gradients, hessians, count }: GatheredRows,
  column: number,
  offset: number,
  histogram: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const at = offset + BIN_FIELDS * bins[column + rows[i]!]!;
    histogram[at]! += gradients[i]!;
    histogram[at + 1]! += hessians[i]!;
    histogram[at + 2]! += 1;
  }
}

function fillTwo(
  bins: Uint8Array,
  { rows, gradients, hessians, count }: GatheredRows,
  firstColumn: number,
  secondColumn: number,
  firstOffset: number,
  secondOffset: number,
  histogram: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const row = rows[i]!;
    const gradient = gradients[i]!;
    const hessian = hessians[i]!;
    const first = firstOffset + BIN_FIELDS * bins[firstColumn + row]!;
    const second = secondOffset + BIN_FIELDS * bins[secondColumn + row]!;
    histogram[first]! += gradient;
    histogram[first + 1]! += hessian;
    histogram[first + 2]! += 1;
    histogram[second]! += gradient;
    histogram[second + 1]! += hessian;
    histogram[second + 2]! += 1;
  }
}
