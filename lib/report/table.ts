import { type Html, type HtmlValue, html } from './html.ts';

/**
 * A cell: text or markup; a number stands at the right, and so does `number`, which is written already. `wrong` marks
 * what should not be.
 */
export type Cell = string | number | Html | { readonly wrong: string | number } | { readonly number: string };

/** Columns that a telephone is too narrow for. */
const MANY_COLUMNS = 6;

/**
 * A table, that scrolls by itself where it is wider than the screen, and says so when it has many columns. Numbers
 * are written with `format`.
 */
export function dataTable(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  format: (value: number) => string = String,
): Html {
  const numeric = header.map((_, column) => rows.some((row) => isNumeric(row[column])));
  const name = (text: string, column: number) =>
    html`<th scope="col"${numeric[column] ? html` class="number"` : ''}>${text}</th>`;
  const hint = header.length < MANY_COLUMNS ? '' : html`<p class="hint">Scrolls sideways →</p>\n`;
  return html`${hint}<div class="table"><table>
<thead><tr>${header.map(name)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, column) => td(cell, numeric[column]!, format))}</tr>`)}</tbody>
</table></div>
`;
}

function isNumeric(cell: Cell | undefined): boolean {
  return isWritten(cell) || typeof (isWrong(cell) ? cell.wrong : cell) === 'number';
}

function isWritten(cell: Cell | undefined): cell is { readonly number: string } {
  return typeof cell === 'object' && 'number' in cell;
}

function isWrong(cell: Cell | undefined): cell is { readonly wrong: string | number } {
  return typeof cell === 'object' && 'wrong' in cell;
}

function td(cell: Cell, numeric: boolean, format: (value: number) => string): Html {
  const value = isWrong(cell) ? cell.wrong : isWritten(cell) ? cell.number : cell;
  const classes = [...(numeric ? ['number'] : []), ...(isWrong(cell) ? ['wrong'] : [])].join(' ');
  const shown: HtmlValue = typeof value === 'number' ? format(value) : value;
  return html`<td${classes === '' ? '' : html` class="${classes}"`}>${shown}</td>`;
}

/** The few numbers that matter, in boxes. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  /** What stands below it in small letters. */
  readonly detail?: string;
}

export function figures(list: readonly Figure[]): Html {
  const box = ({ name, value, detail }: Figure) =>
    html`<div><dt>${name}</dt><dd>${value}${detail === undefined ? '' : html`<small>${detail}</small>`}</dd></div>`;
  return html`<dl class="figures">${list.map(box)}</dl>
`;
}
