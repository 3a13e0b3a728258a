import { type BinCounts, effectiveRows, NO_DIFFERENCE, type Tested, totalOf } from './counts.ts';
import { kolmogorovTail } from './kolmogorov-distribution.ts';

/**
 * The two-sample Kolmogorov–Smirnov test on rows counted in the same ordered bins: the largest difference between the
 * two cumulative shares, at the edges. It is at most the statistic of the rows themselves, and misses at most what
 * both shares change within one bin: with 100 bins of equal share .01 (some .002 as a rule), with 10 of them .1. Ties (few
 * distinct values) make its p too large, never too small. The p-value is the one of many rows: Smirnov (1948), Table for
 * estimating the goodness of fit of empirical distributions.
 * @param designEffect by how much rows that hang together vary more than independent ones; default 1
 */
export function kolmogorovSmirnov(a: BinCounts, b: BinCounts, designEffect = 1): Tested {
  const [rowsOfA, rowsOfB] = [totalOf(a), totalOf(b)];
  const rows = effectiveRows(rowsOfA, rowsOfB);
  if (rows === 0) return NO_DIFFERENCE;
  let [belowA, belowB, statistic] = [0, 0, 0];
  // The last bin ends at 1 on both sides.
  for (let bin = 0; bin < a.length - 1; bin += 1) {
    belowA += a[bin]!;
    belowB += b[bin]!;
    statistic = Math.max(statistic, Math.abs(belowA / rowsOfA - belowB / rowsOfB));
  }
  return { statistic, pValue: kolmogorovTail(statistic * Math.sqrt(rows / designEffect)) };
}
