import { UserError } from '../../lib/contract/errors.ts';
import type { Label } from '../../lib/contract/profile.ts';
import {
  ID_NAMES,
  jsonFields,
  type LabelFields,
  labelOfFields,
  SAMPLE_TIME,
} from '../../monitoring/labels/label-fields.ts';
import { parseCsv } from '../../training/data/csv.ts';

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
export function readLabelFile(text: string, options: LabelFileOptions): LabelFile {
  const { file } = options;
  const rows = /\.csv$/i.test(file) ? csvRows(text, file) : jsonRows(text, file);
  if (rows.length === 0)
    throw new UserError(`${file} holds no labels; expected a line for each, ${EXPECTED}`);
  return { labels: rows.map((row) => labelAt(row, options)), lines: rows.map(({ line }) => line) };
}

const EXPECTED = `with "predictionId" (or "id") and "label", and where they are known "at" and "arrivedAt" as times such as ${SAMPLE_TIME}`;

interface Row {
  readonly line: number;
  readonly fields: LabelFields;
}

function csvRows(text: string, file: string): Row[] {
  const { columns, rows, lines } = parseCsv(text, { source: file, showsNames: false });
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
    const fields = jsonFields(content);
    if (fields === undefined)
      throw new UserError(`${file} line ${i + 1} is no JSON object; expected one label a line, ${EXPECTED}`);
    return [{ line: i + 1, fields }];
  });
}

function labelAt({ line, fields }: Row, { file, now }: LabelFileOptions): Label {
  const found = labelOfFields(fields, now);
  if ('problem' in found) throw new UserError(`${file} line ${line} ${found.problem}`);
  return found;
}
