/** Rows by bin, or any non-negative numbers in their place: what every statistic here compares. */
export type BinCounts = ArrayLike<number>;

export function totalOf(counts: BinCounts): number {
  let total = 0;
  for (let bin = 0; bin < counts.length; bin += 1) total += counts[bin]!;
  return total;
}

/** A statistic that has a test. */
export interface Tested {
  readonly statistic: number;
  /** From 0 to 1: how often independent rows of one source differ at least so much. */
  readonly pValue: number;
}

/** Of an empty sample nothing can be said: it does not differ. */
export const NO_DIFFERENCE: Tested = { statistic: 0, pValue: 1 };

/**
 * Rows of each sample that together vary as much as two samples of the harmonic size would:
 * n · m ÷ (n + m), 0 when one is empty.
 */
export function effectiveRows(n: number, m: number): number {
  return n > 0 && m > 0 ? (n * m) / (n + m) : 0;
}
