import type { Rates } from './outcome.ts';
import type { Scenario } from './scenarios.ts';
import { percent } from './targets.ts';

export interface Row {
  readonly scenario: Scenario;
  readonly rates: Rates;
}

const HEADER = ['', 'simulations', 'window', '2 of 3', 'no answer', 'Evidently: a column', 'the dataset'];

/** The table that people read. */
export function pictureOf(rows: readonly Row[]): string {
  const lines = [HEADER, ...rows.map(lineOf)];
  const widths = HEADER.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join('  '),
    )
    .join('\n');
}

function lineOf({ scenario, rates }: Row): string[] {
  return [
    scenario.name,
    String(rates.simulations),
    percent(rates.window),
    percent(rates.alarm),
    percent(rates.insufficient),
    percent(rates.evidentlyColumn),
    percent(rates.evidentlyDataset),
  ];
}
