import { type BinCounts, totalOf } from './counts.ts';

/**
 * The Jensen–Shannon distance with natural logarithms: the square root of the mean divergence of both from their
 * middle. Endres and Schindelin (2003), A new metric for probability distributions. 0 for equal shares, the same both
 * ways, at most √ln 2 = .83.
 * @returns 0 when a side is empty
 */
export function jensenShannonDistance(a: BinCounts, b: BinCounts): number {
  const [rowsOfA, rowsOfB] = [totalOf(a), totalOf(b)];
  if (rowsOfA === 0 || rowsOfB === 0) return 0;
  let divergence = 0;
  for (let bin = 0; bin < a.length; bin += 1) {
    const [p, q] = [a[bin]! / rowsOfA, b[bin]! / rowsOfB];
    divergence += (towards(p, (p + q) / 2) + towards(q, (p + q) / 2)) / 2;
  }
  return Math.sqrt(Math.max(0, divergence));
}

function towards(p: number, middle: number): number {
  return p > 0 ? p * Math.log(p / middle) : 0;
}
