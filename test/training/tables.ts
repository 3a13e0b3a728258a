import { syntheticWineCsv } from '../../training/data/synthetic-wine.ts';
import { readTable, type Table } from '../../training/data/table.ts';

/** Tables for tests of the training. */

export function tableOf(text: string, source = 'test.csv'): Table {
  return readTable(new TextEncoder().encode(text), source);
}

/** The first `rows` synthetic wines of the four commonest qualities, as CSV: a fit takes a fraction of a second. */
export function smallWineCsv(rows: number): string {
  const [header, ...lines] = new TextDecoder().decode(syntheticWineCsv()).trimEnd().split('\n');
  const common = lines.filter((line) => /;[5-8]$/.test(line));
  return `${[header, ...common.slice(0, rows)].join('\n')}\n`;
}

/** Wines whose target is a name, with a comma and an id: data that are no wine data to the trainer. */
export function namedCsv(rows: number): string {
  const table = tableOf(smallWineCsv(rows));
  const at = (name: string) => table.columns.indexOf(name);
  const lines = table.rows.map((row, index) => {
    const taste = Number(row[at('quality')]) > 6 ? 'good' : Number(row[at('quality')]) > 5 ? 'fair' : 'poor';
    return [index, row[at('alcohol')], row[at('sulphates')], row[at('density')], taste].join(',');
  });
  return `${['id,alcohol,sulphates,density,taste', ...lines].join('\n')}\n`;
}
