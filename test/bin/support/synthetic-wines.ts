import { syntheticWineCsv } from '../../../training/data/synthetic-wine.ts';

/** The header and the first rows of the made-up wine data: the columns are wine's, and training is quick. */
export function syntheticWines(rows: number): string {
  const lines = Buffer.from(syntheticWineCsv()).toString('utf8').split('\n');
  return lines.slice(0, rows + 1).join('\n');
}
