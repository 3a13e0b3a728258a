import type { Summary } from './summary.ts';

/** A problem's regrets, ours and Optuna's. */
export interface Row {
  readonly name: string;
  readonly ours: Summary;
  readonly optuna: Summary;
  readonly msPerSearch: number;
}

const WIDTH = 40;

/** A line per sampler and problem: the quartiles as a bar on a logarithm, the median within it. */
export function pictureOf(rows: readonly Row[]): string {
  const head = `${'regret'.padEnd(12)}${' '.repeat(8)}${'median'.padStart(10)}${'quartiles'.padStart(21)}${'mean'.padStart(10)}`;
  return [head, ...rows.flatMap(linesOf)].join('\n');
}

function linesOf({ name, ours, optuna, msPerSearch }: Row): string[] {
  const all = [ours.q1, ours.q3, optuna.q1, optuna.q3].map(Math.log10);
  const place = (regret: number) => {
    const low = Math.min(...all);
    return Math.round(((Math.log10(regret) - low) / (Math.max(...all) - low)) * (WIDTH - 1));
  };
  const line = (who: string, label: string, summary: Summary, note: string) =>
    `${label.padEnd(12)}${who.padEnd(8)}${figuresOf(summary)}  ${barOf(summary, place)}${note}`;
  return [line('ours', name, ours, `  ${msPerSearch.toFixed(0)} ms`), line('Optuna', '', optuna, '')];
}

function figuresOf({ median, q1, q3, mean }: Summary): string {
  const short = (regret: number) => String(Number(regret.toPrecision(3)));
  return short(median).padStart(10) + `${short(q1)} – ${short(q3)}`.padStart(21) + short(mean).padStart(10);
}

function barOf({ median, q1, q3 }: Summary, place: (regret: number) => number): string {
  const [from, middle, to] = [place(q1), place(median), place(q3)];
  const cell = (at: number) => (at === middle ? '●' : at >= from && at <= to ? '━' : '·');
  return Array.from({ length: WIDTH }, (_, at) => cell(at)).join('');
}
