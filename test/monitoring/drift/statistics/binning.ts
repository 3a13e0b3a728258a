import type { BinnedNumbers } from '../../../../monitoring/drift/statistics/wasserstein.ts';

/** Up to 99 quantiles of some rows; of at most 100 distinct values the middles between them. */
export function quantileEdges(rows: readonly number[], bins = 100): number[] {
  const sorted = rows.toSorted((a, b) => a - b);
  const distinct = [...new Set(sorted)];
  if (distinct.length <= bins) return distinct.slice(1).map((value, index) => (value + distinct[index]!) / 2);
  const quantiles = Array.from(
    { length: bins - 1 },
    (_, k) => sorted[Math.floor(((k + 1) * rows.length) / bins)]!,
  );
  return [...new Set(quantiles)];
}

/** Bin i holds edges[i − 1] < x ≤ edges[i]. */
export function binRows(edges: readonly number[], rows: readonly number[]): BinnedNumbers {
  const bins = new Array<number>(edges.length + 1).fill(0);
  const sums = new Array<number>(edges.length + 1).fill(0);
  for (const value of rows) {
    const found = edges.findIndex((edge) => value <= edge);
    const bin = found === -1 ? edges.length : found;
    bins[bin]! += 1;
    sums[bin]! += value;
  }
  return { bins, sums };
}
