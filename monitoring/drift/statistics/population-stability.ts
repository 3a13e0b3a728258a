import { type BinCounts, totalOf } from './counts.ts';

/** A bin that one side lacks counts as this share: 1 in 10,000, as Evidently has it. */
const LEAST_SHARE = 1e-4;

/**
 * The population stability index Σ (p − q) · ln(p ÷ q): Siddiqi (2006), Credit risk scorecards. 0 for equal shares,
 * the same both ways. Without any change it is near (bins − 1) · (1/n + 1/m) (Yurdakul 2018, Statistical properties
 * of population stability index), so bins should be few: see grouping.ts.
 * @returns at or above 0; 0 when a side is empty
 */
export function populationStability(a: BinCounts, b: BinCounts): number {
  const [rowsOfA, rowsOfB] = [totalOf(a), totalOf(b)];
  if (rowsOfA === 0 || rowsOfB === 0) return 0;
  let sum = 0;
  for (let bin = 0; bin < a.length; bin += 1) {
    const p = Math.max(LEAST_SHARE, a[bin]! / rowsOfA);
    const q = Math.max(LEAST_SHARE, b[bin]! / rowsOfB);
    sum += (p - q) * Math.log(p / q);
  }
  return sum;
}

/** What the index is when nothing changes, from chance alone. */
export function stabilityByChance(bins: number, effectiveRows: number): number {
  return effectiveRows > 0 ? Math.max(0, bins - 1) / effectiveRows : 0;
}
