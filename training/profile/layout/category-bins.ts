import { type CategoryBins, CODES_MAX } from '../../../lib/contract/profile.ts';

/**
 * Bins for a category: the codes that occur, the most frequent first, at most CODES_MAX. What shares the last bin with them
 * left over are categories that the rows never showed; with more codes also the rarest.
 */
export function categoryBins(name: string, codes: Float32Array): CategoryBins {
  const rows = new Map<number, number>();
  for (const code of codes) rows.set(code, (rows.get(code) ?? 0) + 1);
  const byFrequency = [...rows].sort(([a, rowsA], [b, rowsB]) => rowsB - rowsA || a - b);
  return { type: 'category', name, codes: byFrequency.slice(0, CODES_MAX).map(([code]) => code) };
}
