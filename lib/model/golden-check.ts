import { reasonOf } from '../contract/errors.ts';
import type { Golden, GoldenRecord } from '../contract/golden.ts';
import { PROBABILITY_TOLERANCE, VALUE_TOLERANCE } from '../contract/golden.ts';
import type { Signature } from '../contract/signature.ts';
import { featureReader } from './feature-reader.ts';
import type { ClassificationOutput, ModelOutput, ModelSession } from './session.ts';

/** Why a session does not answer the golden records as it should. Its message holds no value of any record. */
export interface GoldenMismatch {
  /**
   * - unreadable: a golden record breaks the rules of the signature it is stored with
   * - run-failed: the model throws on the golden records
   * - differs: it answers, but otherwise
   */
  readonly kind: 'unreadable' | 'run-failed' | 'differs';
  /** The golden record, counted from 0; null when the whole run failed. */
  readonly index: number | null;
  readonly message: string;
}

/**
 * Runs the golden records in one batch and compares: labels equal unless the two best probabilities stored with
 * the record are within PROBABILITY_TOLERANCE of each other, each probability within it too, a regression's
 * values within VALUE_TOLERANCE · max(1, |value|). NaN equals nothing.
 * @returns the first mismatch, or undefined when there is none
 */
export async function checkGolden(
  session: ModelSession,
  signature: Signature,
  golden: Golden,
): Promise<GoldenMismatch | undefined> {
  const records = golden.records.map(({ record }) => record);
  const rows = readRows(signature, records);
  if (!(rows instanceof Float32Array)) return rows;
  const output = await runGolden(session, rows, records.length);
  if ('kind' in output) return output;
  return firstDifference(signature, golden.records, output);
}

/** The records as rows of the model's input, or the first that breaks the signature's rules. */
export function readRows(
  signature: Signature,
  records: readonly Readonly<Record<string, unknown>>[],
): Float32Array | GoldenMismatch {
  const width = signature.features.length;
  const rows = new Float32Array(records.length * width);
  const read = featureReader(signature);
  for (const [index, record] of records.entries()) {
    const rejection = read(record, rows, index * width);
    if (rejection === undefined) continue;
    const { reason, field, came } = rejection;
    const place = field === undefined ? '' : ` at ${field} (came: ${came})`;
    return { kind: 'unreadable', index, message: `record ${index} breaks the signature: ${reason}${place}` };
  }
  return rows;
}

async function runGolden(
  session: ModelSession,
  rows: Float32Array,
  n: number,
): Promise<ModelOutput | GoldenMismatch> {
  try {
    return await session.run(rows, n);
  } catch (thrown) {
    return { kind: 'run-failed', index: null, message: `the golden records do not run: ${reasonOf(thrown)}` };
  }
}

/** The first record whose answer differs beyond the tolerance. */
export function firstDifference(
  signature: Signature,
  expected: readonly GoldenRecord[],
  output: ModelOutput,
): GoldenMismatch | undefined {
  for (const [index, record] of expected.entries()) {
    const what =
      output.task === 'regression'
        ? valueDifference(record, output.values[index])
        : classDifference(signature, record, output, index);
    if (what === undefined) continue;
    return { kind: 'differs', index, message: `record ${index}: ${what} differs from the stored answer` };
  }
  return undefined;
}

function valueDifference(expected: GoldenRecord, value: number | undefined): string | undefined {
  if (typeof expected.label !== 'number' || value === undefined) return 'the type of the value';
  const allowed = VALUE_TOLERANCE * Math.max(1, Math.abs(expected.label));
  return Math.abs(value - expected.label) <= allowed ? undefined : 'the value';
}

function classDifference(
  signature: Signature,
  expected: GoldenRecord,
  output: ClassificationOutput,
  index: number,
): string | undefined {
  const width = signature.classes.length;
  const actual = output.probabilities?.subarray(index * width, (index + 1) * width);
  if (actual?.length !== expected.probabilities?.length) return 'the number of probabilities';
  const label = signature.classes[output.labels[index]!];
  if (label !== expected.label && !isClose(expected.probabilities)) return 'the label';
  const stored = expected.probabilities ?? [];
  const off = stored.findIndex((p, column) => !(Math.abs(p - actual![column]!) <= PROBABILITY_TOLERANCE));
  return off === -1 ? undefined : `the probability of class ${off + 1} of ${width}`;
}

/** Whether the two best classes are so near that either may win. */
function isClose(probabilities: readonly number[] | undefined): boolean {
  const [first, second] = [...(probabilities ?? [])].sort((a, b) => b - a);
  return first !== undefined && second !== undefined && first - second <= PROBABILITY_TOLERANCE;
}
