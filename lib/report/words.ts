import { type Html, html } from './html.ts';
import { count } from './numbers.ts';

/** Sentences of reports: what stands over pictures and tables. */

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

/** "a, b and c". */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
