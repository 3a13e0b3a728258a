import { type BinCounts, NO_DIFFERENCE, type Tested, totalOf } from './counts.ts';
import { normalTail } from './incomplete-gamma.ts';

/**
 * The Mann–Whitney test on rows counted in the same ordered bins, rows of a bin being ties: do values of one side
 * tend to be larger? For a shift it needs a fifth fewer rows than Kolmogorov–Smirnov's, and one wild value moves it
 * as little. Lehmann (1975), Nonparametrics, section 1.4, for ties and the normal approximation.
 * @returns |z|, and its two-sided p-value; 0 and 1 when all rows share a bin
 */
export function mannWhitney(a: BinCounts, b: BinCounts): Tested {
  const [n, m] = [totalOf(a), totalOf(b)];
  const rows = n + m;
  if (n === 0 || m === 0 || rows <= 1) return NO_DIFFERENCE;
  let [before, rankSum, ties] = [0, 0, 0];
  for (let bin = 0; bin < a.length; bin += 1) {
    const tied = a[bin]! + b[bin]!;
    rankSum += a[bin]! * (before + (tied + 1) / 2);
    ties += tied * (tied * tied - 1);
    before += tied;
  }
  const variance = ((n * m) / 12) * (rows + 1 - ties / (rows * (rows - 1)));
  // What rounding leaves of a variance that is none.
  if (variance <= n * m * rows * 1e-12) return NO_DIFFERENCE;
  const squared = (rankSum - (n * (rows + 1)) / 2) ** 2 / variance;
  return { statistic: Math.sqrt(squared), pValue: normalTail(squared) };
}
