import { type BinCounts, NO_DIFFERENCE, type Tested, totalOf } from './counts.ts';
import { chiSquareTail } from './incomplete-gamma.ts';

export interface ChiSquare extends Tested {
  /** Of freedom: bins that hold rows, less one. */
  readonly degrees: number;
}

/**
 * Pearson's chi-square test that two samples have the same shares of categories; empty categories do not count. The
 * design effect divides the statistic: Rao and Scott (1981), The analysis of categorical data from complex sample
 * surveys. Rare categories should be put together first: `poolRare`.
 */
export function chiSquare(a: BinCounts, b: BinCounts, designEffect = 1): ChiSquare {
  const [n, m] = [totalOf(a), totalOf(b)];
  if (n === 0 || m === 0) return { ...NO_DIFFERENCE, degrees: 0 };
  let [statistic, filled] = [0, 0];
  for (let bin = 0; bin < a.length; bin += 1) {
    const both = a[bin]! + b[bin]!;
    if (both === 0) continue;
    filled += 1;
    // Both rows of the table at once: (a/n − b/m)² · n · m ÷ (a + b).
    statistic += ((a[bin]! / n - b[bin]! / m) ** 2 * n * m) / both;
  }
  return { statistic, degrees: filled - 1, pValue: chiSquareTail(statistic / designEffect, filled - 1) };
}

/** Rows that a category should be expected to have in the smaller sample: Cochran (1954). */
const LEAST_EXPECTED = 5;

/**
 * Puts the categories together that are too rare for the chi-square distribution to hold: those of which fewer than
 * five rows are expected in the smaller sample.
 */
export function poolRare(a: BinCounts, b: BinCounts): { readonly a: number[]; readonly b: number[] } {
  const [n, m] = [totalOf(a), totalOf(b)];
  const pooled = { a: [0], b: [0] };
  for (let bin = 0; bin < a.length; bin += 1) {
    const expected = ((a[bin]! + b[bin]!) * Math.min(n, m)) / (n + m);
    if (expected >= LEAST_EXPECTED) {
      pooled.a.push(a[bin]!);
      pooled.b.push(b[bin]!);
    } else {
      pooled.a[0]! += a[bin]!;
      pooled.b[0]! += b[bin]!;
    }
  }
  return pooled;
}
