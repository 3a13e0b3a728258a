import { extname } from 'node:path';
import { UserError } from '../../lib/contract/errors.ts';
import type { ClassLabel, Signature } from '../../lib/contract/signature.ts';
import { readTable, textColumn } from '../../training/data/table.ts';
import { truthOfLabels } from '../../training/gate/labelled-rows.ts';
import { readBytes } from './files.ts';

type InputRecord = Readonly<Record<string, unknown>>;

export interface ReferenceLabels {
  /** Positions of classes, of a regression values; undefined where the file does not say. */
  readonly truth: Int32Array | Float64Array | undefined;
  /** One sentence for a person: where the truth is from, or why there is none. */
  readonly note: string;
}

/**
 * The truth of reference rows: the column (of JSON Lines: the record's key) that is named, else the one that is called
 * as the prediction is. Only a named one must be there and fit.
 * @throws UserError for a named column that is not there, or that holds other classes or no numbers
 */
export async function readReferenceLabels(
  file: string,
  signature: Signature,
  records: readonly InputRecord[],
  target: string | undefined,
): Promise<ReferenceLabels> {
  const column = target ?? signature.predictionKey;
  const labels = await labelsOf(file, records, column);
  if (labels === undefined) {
    if (target !== undefined) throw missing(file, column);
    return {
      truth: undefined,
      note: `no column "${column}" holds the truth: accuracy will not be estimated`,
    };
  }
  try {
    return { truth: truthOfLabels(signature, { source: file, ...labels }), note: `truth from "${column}"` };
  } catch (thrown) {
    if (target !== undefined || !(thrown instanceof UserError)) throw thrown;
    return { truth: undefined, note: `"${column}" is not the truth: accuracy will not be estimated` };
  }
}

interface Labels {
  readonly labels: readonly ClassLabel[];
  readonly lines: readonly number[];
}

async function labelsOf(
  file: string,
  records: readonly InputRecord[],
  column: string,
): Promise<Labels | undefined> {
  if (['.jsonl', '.ndjson'].includes(extname(file).toLowerCase())) return labelsOfRecords(records, column);
  const table = readTable(await readBytes(file), file);
  if (!table.columns.includes(column)) return undefined;
  return { labels: textColumn(table, column), lines: table.lines };
}

function labelsOfRecords(records: readonly InputRecord[], key: string): Labels | undefined {
  const labels = records.map((record) => (Object.hasOwn(record, key) ? record[key] : undefined));
  if (!labels.every(isLabel)) return undefined;
  return { labels, lines: labels.map((_, index) => index + 1) };
}

function isLabel(value: unknown): value is ClassLabel {
  return typeof value === 'string' || typeof value === 'number';
}

function missing(file: string, column: string): UserError {
  return new UserError(
    `${file} has no "${column}" in every row; name the column of the truth with --target, or leave it out`,
  );
}
