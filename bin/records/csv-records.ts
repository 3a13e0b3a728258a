import { exactNumber } from './exact-json.ts';
import type { Layout } from './layout.ts';

/** A number as JSON writes it; a leading zero or a "+" makes it text, such as a code or a telephone number. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * The record of one CSV row. An empty cell leaves its key out, so that the feature's default applies. A feature of
 * the signature's numbers is read as a double. Any other cell goes as it stands: as a number with the cell's own
 * digits (0.50, 1e3) where it looks like one, but as text where it is an integer that a double cannot hold, since
 * that is an id and most readers would round it.
 * @returns the record, or what is wrong with the row: the column and what was expected, never the value
 */
export function recordOfRow(
  columns: readonly string[],
  cells: readonly string[],
  layout: Layout,
): Readonly<Record<string, unknown>> | string {
  const record = nullPrototype();
  const features = layout.featuresKey === null ? record : nullPrototype();
  // First, as producers write it: the function reads that layout fastest.
  if (layout.featuresKey !== null) record[layout.featuresKey] = features;
  for (const [index, column] of columns.entries()) {
    const cell = cells[index]?.trim() ?? '';
    if (cell === '') continue;
    const type = layout.features.get(column);
    if (type === 'number' && !Number.isFinite(Number(cell))) return `"${column}" is not a number`;
    if (type !== undefined) features[column] = type === 'category' ? cell : cellValue(cell, type);
    if (layout.carried.has(column)) record[column] = cellValue(cell, 'any');
  }
  return record;
}

function cellValue(cell: string, type: 'number' | 'any'): number | string | object {
  if (type === 'number') return Number(cell);
  const value = Number(cell);
  const exact = Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
  return NUMBER.test(cell) && exact ? exactNumber(cell) : cell;
}

/** A column may be called __proto__. */
function nullPrototype(): Record<string, unknown> {
  return Object.create(null);
}
