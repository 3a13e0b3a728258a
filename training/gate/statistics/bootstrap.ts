/** Two models' answers to the same rows, as sums over rows from which the difference of their metric follows. */
export interface PairedRows {
  readonly rows: number;
  /** One number a row each. */
  readonly columns: readonly Float64Array[];
  /** The difference of the metric, from the columns' sums over `rows` rows. */
  readonly difference: (sums: readonly number[]) => number;
  /** Row numbers that are drawn anew among themselves, such as those of a class. Default: all rows together. */
  readonly strata?: readonly Int32Array[] | undefined;
}

/** A difference with its 95% interval. */
export interface DifferenceInterval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** The difference in every resample, ascending: a picture of the interval. */
  readonly resampled: Float64Array;
}

/** Resamples of a bootstrap: its bounds then vary by a few percent of their distance to the value. */
export const RESAMPLES = 2_000;

/**
 * The paired percentile bootstrap (Efron & Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13): rows
 * are drawn with replacement, and both models are judged on the same draw, so that rows which are hard for both
 * do not widen the interval. With the models swapped, and the same draws, the interval is mirrored exactly.
 * @param below a uniform integer from 0 to bound − 1
 */
export function pairedBootstrap(
  paired: PairedRows,
  below: (bound: number) => number,
  resamples = RESAMPLES,
): DifferenceInterval {
  const strata = paired.strata ?? [Int32Array.from({ length: paired.rows }, (_, row) => row)];
  const resampled = Float64Array.from({ length: resamples }, () =>
    paired.difference(sumsOfDraw(paired.columns, strata, below)),
  ).sort();
  const bound = (share: number): number => resampled[Math.round(share * (resamples - 1))]!;
  return { value: paired.difference(sumsOf(paired)), low: bound(0.025), high: bound(0.975), resampled };
}

function sumsOf({ columns }: PairedRows): number[] {
  return columns.map((column) => column.reduce((sum, value) => sum + value, 0));
}

function sumsOfDraw(
  columns: readonly Float64Array[],
  strata: readonly Int32Array[],
  below: (bound: number) => number,
): number[] {
  const sums = new Array<number>(columns.length).fill(0);
  for (const rows of strata) {
    for (let drawn = 0; drawn < rows.length; drawn++) {
      const row = rows[below(rows.length)]!;
      for (let column = 0; column < columns.length; column++) sums[column]! += columns[column]![row]!;
    }
  }
  return sums;
}
