/**
 * How long labels take, counted in bins that each reach 5% further than the one before: medians of any hours together
 * are exact within 2.5%, and bins of hours add up.
 */
const STEP = Math.log(1.05);

/** Counts by bin, ascending: [bin, count]. */
export type LagCounts = readonly (readonly [bin: number, count: number])[];

/** @param seconds from the arrival to the label; clocks that differ make it negative, which counts as 0 */
export function lagBin(seconds: number): number {
  return Math.floor(Math.log1p(Math.max(0, seconds)) / STEP);
}

export function addLags(a: LagCounts, b: LagCounts): LagCounts {
  const sum = new Map<number, number>();
  for (const [bin, count] of [...a, ...b]) sum.set(bin, (sum.get(bin) ?? 0) + count);
  return [...sum].toSorted(([x], [y]) => x - y);
}

/** The median in seconds: the middle of its bin. 0 without labels. */
export function medianLag(lags: LagCounts): number {
  const half = lags.reduce((sum, [, count]) => sum + count, 0) / 2;
  let seen = 0;
  for (const [bin, count] of lags) {
    seen += count;
    if (seen >= half) return Math.expm1((bin + 0.5) * STEP);
  }
  return 0;
}
