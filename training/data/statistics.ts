import type { ColumnStatistics } from '../../lib/contract/manifest.ts';
import { mean } from '../features/correlation.ts';
import { numberOf, type Table, textColumn } from './table.ts';

/** Columns of a manifest's statistics: those of wider data are too many to read with every model. */
export const STATISTICS_COLUMNS_MAX = 256;

/**
 * What is in columns, for a manifest.
 * @param names the first 256 count
 */
export function describeColumns(table: Table, names: readonly string[]): Record<string, ColumnStatistics> {
  return Object.fromEntries(
    names.slice(0, STATISTICS_COLUMNS_MAX).map((name) => [name, describeColumn(textColumn(table, name))]),
  );
}

/** A column of numbers with its moments and quartiles; any other with its number of different values alone. */
function describeColumn(cells: readonly string[]): ColumnStatistics {
  const filled = cells.filter((cell) => cell !== '');
  const counts = {
    rows: cells.length,
    missing: cells.length - filled.length,
    distinct: new Set(filled).size,
  };
  const values = filled.map(numberOf);
  if (filled.length === 0 || !values.every((value) => value !== undefined)) return counts;
  const sorted = Float64Array.from(values).sort();
  const centre = mean(sorted);
  const variance = sorted.reduce((sum, value) => sum + (value - centre) ** 2, 0) / sorted.length;
  return { ...counts, mean: centre, deviation: Math.sqrt(variance), quantiles: quantilesOf(sorted) };
}

/** Minimum, quartiles and maximum; between two values where a quantile falls between them. */
function quantilesOf(sorted: Float64Array): [number, number, number, number, number] {
  const at = (share: number): number => {
    const position = share * (sorted.length - 1);
    const below = sorted[Math.floor(position)]!;
    return below + (position % 1) * (sorted[Math.ceil(position)]! - below);
  };
  return [at(0), at(0.25), at(0.5), at(0.75), at(1)];
}
