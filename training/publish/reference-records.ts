import { UserError } from '../../lib/contract/errors.ts';
import type { Feature, Signature } from '../../lib/contract/signature.ts';
import { columnIndex, parseCsv } from '../data/csv.ts';

/**
 * The rows of a CSV file as input records: a column for each feature, of the feature's name, any others ignored.
 * An empty cell is a missing value, which needs a default in the signature.
 * @param source what a person calls the file, for messages
 * @throws UserError with line and column for a cell that the signature does not allow
 */
export function readReferenceRecords(
  text: string,
  signature: Signature,
  source: string,
): Record<string, unknown>[] {
  const table = parseCsv(text, { source });
  const columns = signature.features.map((feature) => ({
    feature,
    index: columnIndex(table, feature.name, source),
  }));
  if (table.rows.length === 0) throw new UserError(`${source} has a header but no rows; give at least one`);
  return table.rows.map((cells, row) => {
    const place = `${source} line ${table.lines[row]}`;
    const entries = columns
      .map(({ feature, index }) => [feature.name, cellValue(feature, cells[index]!, place)] as const)
      .filter(([, value]) => value !== undefined);
    const features = Object.fromEntries(entries);
    return signature.featuresKey === null
      ? features
      : Object.fromEntries([[signature.featuresKey, features]]);
  });
}

function cellValue(feature: Feature, cell: string, place: string): number | string | undefined {
  // Allowed values may begin or end with spaces; a cell that is one of them means it as it stands.
  if (cell !== '' && feature.type === 'category' && feature.values.includes(cell)) return cell;
  const text = cell.trim();
  if (text === '') {
    if (feature.default !== undefined) return undefined;
    throw new UserError(
      `${place}: ${feature.name} is empty and has no default; fill it in, or give the signature a default`,
    );
  }
  return feature.type === 'number' ? numberOf(feature.name, text, place) : categoryOf(feature, text, place);
}

/** Decimal notation: Number() alone would take 0x10 for 16. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function numberOf(name: string, text: string, place: string): number {
  const value = Number(text);
  if (DECIMAL.test(text) && Number.isFinite(Math.fround(value))) return value;
  throw new UserError(`${place}: ${name} is "${text}"; expected a number such as 8.8, with a decimal point`);
}

function categoryOf(feature: Feature & { type: 'category' }, text: string, place: string): string {
  if (feature.values.includes(text)) return text;
  const allowed = feature.values.slice(0, 10).map((value) => JSON.stringify(value));
  throw new UserError(
    `${place}: ${feature.name} is ${JSON.stringify(text)}; the signature allows ${allowed.join(', ')}`,
  );
}
