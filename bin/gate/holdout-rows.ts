import { UserError } from '../../lib/contract/errors.ts';
import type { Manifest } from '../../lib/contract/manifest.ts';
import type { LoadOptions } from '../../training/data/load.ts';
import { readTable, textColumn } from '../../training/data/table.ts';
import { type LabelledRecords, labelledRows } from '../../training/gate/labelled-rows.ts';
import { loadHoldout } from '../../training/holdout.ts';
import { readReferenceRecords } from '../../training/publish/reference-records.ts';
import type { TrainingRows } from '../../training/trainers/trainer.ts';
import { readBytes } from '../records/files.ts';

export interface HoldoutOptions extends LoadOptions {
  /** The column of the truth: every row of `data` is then judged by. Default: the version's own holdout. */
  readonly target?: string | undefined;
}

export interface HoldoutRows {
  readonly rows: TrainingRows;
  readonly source: string;
}

/**
 * Rows to judge a version by: its own holdout, found again in the data that it was trained on; with a target every
 * row of a file, which only the person who names it can know to be untouched.
 * @throws UserError when the data are not those, or the file and its target do not fit the version
 */
export async function holdoutRows(manifest: Manifest, options: HoldoutOptions): Promise<HoldoutRows> {
  const given =
    options.target === undefined
      ? await loadHoldout(manifest, options)
      : await everyRow(manifest, options.data, options.target);
  return { rows: labelledRows(manifest.signature, given), source: given.source };
}

async function everyRow(
  { signature }: Manifest,
  file: string | undefined,
  target: string,
): Promise<LabelledRecords> {
  if (file === undefined) {
    throw new UserError(
      `--target "${target}" names a column of labelled rows, and there is no file; name one with --data`,
    );
  }
  const bytes = await readBytes(file);
  const table = readTable(bytes, file);
  return {
    source: file,
    records: readReferenceRecords(new TextDecoder().decode(bytes), signature, file),
    labels: textColumn(table, target),
    lines: table.lines,
  };
}
