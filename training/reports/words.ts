import { type Html, html } from '../../lib/report/html.ts';
import { shownName } from '../../lib/report/names.ts';
import { count } from '../../lib/report/numbers.ts';

/** What is seen in the picture below it, in a sentence or two. */
export function seen(...sentences: readonly (string | undefined)[]): Html {
  const said = sentences.filter((sentence) => sentence !== undefined && sentence !== '');
  return said.length === 0
    ? html``
    : html`<p>${said.join(' ')}</p>
`;
}

/** Says what a picture leaves out; nothing where it shows all. */
export function leftOut(all: number, shown: number, what: string, which: string): string | undefined {
  return all <= shown ? undefined : `Of ${count(all)} ${what} ${count(shown)} are shown: ${which}.`;
}

/** A picture's heading within a section. */
export function heading(text: string): Html {
  return html`<h3>${text}</h3>
`;
}

/** A sentence without its full stop, cut where it is very long. */
export function shortened(sentence: string, most = 400): string {
  const bare = sentence.trim().replace(/\.$/, '');
  return bare.length <= most ? bare : `${bare.slice(0, most - 1).trimEnd()}…`;
}

const METRICS: ReadonlyMap<string, string> = new Map([
  ['balancedAccuracy', 'balanced accuracy'],
  ['logLoss', 'log loss'],
  ['rmse', 'RMSE'],
  ['mae', 'MAE'],
  ['r2', 'R²'],
]);

/** A metric as people write it; those of others as they are called. */
export function metricName(name: string): string {
  return METRICS.get(name) ?? shownName(name, 32);
}

/** "a, b and c". */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
