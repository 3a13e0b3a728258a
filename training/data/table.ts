import { createHash } from 'node:crypto';
import { UserError } from '../../lib/contract/errors.ts';
import { type CsvTable, columnIndex, parseCsv } from './csv.ts';

/** A data set: a CSV file that has been read, and what identifies it. */
export interface Table extends CsvTable {
  /** What a person calls it: a file name, an address, or what was made up. */
  readonly source: string;
  /** The file as it was read. */
  readonly bytes: Uint8Array;
  /** SHA-256 of the file's bytes, hexadecimal. */
  readonly sha256: string;
  /** Whether the rows are made up: metrics on them say nothing about real data. */
  readonly synthetic: boolean;
  /** When the file was last written; undefined for made-up rows and where nobody knows. */
  readonly modifiedAt?: Date | undefined;
}

/** @throws UserError when the bytes are not UTF-8 text, or not a CSV table with at least one row */
export function readTable(bytes: Uint8Array, source: string, synthetic = false): Table {
  const csv = parseCsv(textOf(bytes, source), { source });
  if (csv.rows.length === 0) {
    throw new UserError(`${source} has a header but no rows; give a file with at least one row per line`);
  }
  return { ...csv, source, synthetic, bytes, sha256: sha256Of(bytes) };
}

/**
 * The text of a file. Other encodings are refused, not guessed: labels and column names would be read wrongly without a
 * word.
 * @throws UserError
 */
export function textOf(bytes: Uint8Array, source: string): string {
  const text = decoded(bytes);
  if (text !== undefined && !text.includes('\0')) return text;
  const [first, second] = bytes;
  const wide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const instead = wide ? 'it is UTF-16' : 'it is of another encoding, or no text at all';
  throw new UserError(`${source} is no UTF-8 text: ${instead}; save it as UTF-8`);
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The cells of a column as text, trimmed. @throws UserError that lists the columns when there is none such */
export function textColumn(table: Table, name: string): string[] {
  const index = columnIndex(table, name, table.source);
  return table.rows.map((row) => row[index]!.trim());
}

/**
 * A column as numbers, exactly as JSON would carry them.
 * @throws UserError with the line of the first cell that is empty, not a number, or not finite as float32
 */
export function numberColumn(table: Table, name: string): Float64Array {
  return Float64Array.from(textColumn(table, name), (cell, row) => {
    const value = numberOf(cell);
    if (value !== undefined) return value;
    throw new UserError(
      `${table.source} line ${table.lines[row]}, column "${name}": ${describe(cell)}; expected a number such as ` +
        '8.8. Mend the cell, encode the column as numbers, or leave it out: --features with the names to read',
    );
  });
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A decimal number that is finite as a 32-bit float, as models take it; else undefined. */
export function numberOf(cell: string): number | undefined {
  if (!NUMBER.test(cell)) return undefined;
  const value = Number(cell);
  return Number.isFinite(Math.fround(value)) ? value : undefined;
}

function describe(cell: string): string {
  if (cell === '') return 'the cell is empty';
  const shown = cell.length > 40 ? `${cell.slice(0, 40)}…` : cell;
  return NUMBER.test(cell) ? `${shown} is too large for a 32-bit float` : `"${shown}" is not a number`;
}
