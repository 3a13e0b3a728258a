import { UserError } from '../../lib/contract/errors.ts';
import type { Label } from '../../lib/contract/profile.ts';
import { parseCsv } from '../../training/data/csv.ts';

/** The keys, and columns, of a label file. */
const ID_NAMES = ['predictionId', 'id'] as const;

export interface LabelFileOptions {
  /** For messages; the ending says how it is written: .csv, else one JSON object a line. */
  readonly file: string;
  /** When the truth was known, where a line does not say. */
  readonly now: Date;
}

export interface LabelFile {
  readonly labels: readonly Label[];
  /** Of each label the line of the file that it stands on, counted from 1. */
  readonly lines: readonly number[];
}

/**
 * The labels of a file. All of it is read before anything is done with any.
 * @throws UserError that names the line and what is wrong with it; never a value
 */
export function readLabelFile(text: string, { file, now }: LabelFileOptions): LabelFile {
  const rows = /\.csv$/i.test(file) ? csvRows(text, file) : jsonRows(text, file);
  if (rows.length === 0)
    throw new UserError(`${file} holds no labels; expected a line for each, ${EXPECTED}`);
  const labels = rows.map(({ line, fields }) => labelOf(fields, { where: `${file} line ${line}`, now }));
  return { labels, lines: rows.map(({ line }) => line) };
}

const EXPECTED =
  'with "predictionId" (or "id") and "label", and where they are known "at" and "arrivedAt" as times such as 2026-11-21T02:14:00Z';

interface Row {
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

function csvRows(text: string, file: string): Row[] {
  const { columns, rows, lines } = parseCsv(text, { source: file });
  if (!columns.includes('label') || !ID_NAMES.some((name) => columns.includes(name)))
    throw new UserError(
      // Without a header these are an id and its label: values, which no message holds.
      `the first line of ${file} names ${columns.length} columns, but not those of labels; expected a line of column names, then lines ${EXPECTED}`,
    );
  return rows.map((cells, i) => ({
    line: lines[i]!,
    fields: Object.fromEntries(columns.map((column, at) => [column, cells[at]!.trim()])),
  }));
}

function jsonRows(text: string, file: string): Row[] {
  return text.split('\n').flatMap((content, i) => {
    if (content.trim() === '') return [];
    const fields = parsed(content);
    if (fields === undefined)
      throw new UserError(`${file} line ${i + 1} is no JSON object; expected one label a line, ${EXPECTED}`);
    return [{ line: i + 1, fields }];
  });
}

function parsed(content: string): Row['fields'] | undefined {
  try {
    const value: unknown = JSON.parse(content);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

interface LabelContext {
  readonly where: string;
  readonly now: Date;
}

function labelOf(fields: Row['fields'], { where, now }: LabelContext): Label {
  const id = ID_NAMES.map((name) => fields[name]).find((value) => value !== undefined && value !== '');
  const { label } = fields;
  if (typeof id !== 'string')
    throw new UserError(`${where} has no predictionId; expected that of the prediction record, as text`);
  const isValue =
    typeof label === 'string' ? label !== '' : typeof label === 'number' && Number.isFinite(label);
  if (!isValue) throw new UserError(`${where} has no label; expected the true class or value`);
  const at = timeOf(fields.at, 'at', where) ?? now.toISOString();
  const arrivedAt = timeOf(fields.arrivedAt, 'arrivedAt', where);
  return { id, label: label as string | number, at, ...(arrivedAt !== undefined && { arrivedAt }) };
}

/** A year, month and day at least, so that nothing is guessed. */
const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

function timeOf(value: unknown, name: string, where: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const time = typeof value === 'string' && TIME.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw new UserError(
    `${where} has something in "${name}" that is no time; expected one such as 2026-11-21T02:14:00Z`,
  );
}
