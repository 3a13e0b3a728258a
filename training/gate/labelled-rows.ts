import { UserError } from '../../lib/contract/errors.ts';
import type { ClassLabel, Signature } from '../../lib/contract/signature.ts';
import { readRows } from '../../lib/model/golden-check.ts';
import type { TrainingRows } from '../trainers/trainer.ts';

/** Records with their truth, as somebody else may have collected them. */
export interface LabelledRecords {
  /** What a person calls them, for messages. */
  readonly source: string;
  readonly records: readonly Readonly<Record<string, unknown>>[];
  /** The class of each record, as text or number; of a regression its value. */
  readonly labels: readonly ClassLabel[];
  /** The file's line of each record. */
  readonly lines: readonly number[];
}

/**
 * The records as a model of this signature answers them, and their truth as positions in its classes.
 * @throws UserError with the line of the first record that breaks the signature, or has another class or no number
 */
export function labelledRows(signature: Signature, given: LabelledRecords): TrainingRows {
  const { source, records } = given;
  const values = readRows(signature, records);
  if (!(values instanceof Float32Array)) {
    const line = values.index === null ? '' : ` line ${given.lines[values.index]}`;
    throw new UserError(`${source}${line}: ${values.message}. Give data as the model was trained on`);
  }
  const rows = { values, count: records.length, width: signature.features.length };
  if (signature.task === 'regression') return { ...rows, targets: targetsOf(given) };
  return { ...rows, labels: positionsOf(signature, given), classes: signature.classes.length };
}

/**
 * The truth alone: positions of classes, of a regression values.
 * @throws UserError with the line of the first record that has another class or no number
 */
export function truthOfLabels(
  signature: Signature,
  given: Omit<LabelledRecords, 'records'>,
): Int32Array | Float64Array {
  return signature.task === 'regression' ? targetsOf(given) : positionsOf(signature, given);
}

function positionsOf(
  { classes }: Signature,
  { source, labels, lines }: Omit<LabelledRecords, 'records'>,
): Int32Array {
  const positions = new Map(classes.map((label, position) => [String(label), position]));
  return Int32Array.from(labels, (label, row) => {
    const position = positions.get(String(label));
    if (position !== undefined) return position;
    throw new UserError(
      `${source} line ${lines[row]}: the target is ${JSON.stringify(label)}, which is none of the model's classes ${classes
        .slice(0, 12)
        .map((known) => JSON.stringify(known))
        .join(', ')}. Name the column of the classes with --target`,
    );
  });
}

function targetsOf({ source, labels, lines }: Omit<LabelledRecords, 'records'>): Float64Array {
  return Float64Array.from(labels, (label, row) => {
    const value = label === '' ? Number.NaN : Number(label);
    if (Number.isFinite(value)) return value;
    throw new UserError(
      `${source} line ${lines[row]}: the target is ${JSON.stringify(label)}; expected a number. Name the column of the values with --target`,
    );
  });
}
