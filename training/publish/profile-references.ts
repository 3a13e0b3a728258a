import type { ReferenceProfile } from '../../lib/contract/profile.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import type { Forerunner } from '../profile/layout/inherit.ts';
import { buildReferenceProfile } from '../profile/reference-profile.ts';
import { type FeatureRows, takeRows } from '../trainers/trainer.ts';
import { evenly } from './evenly.ts';
import type { ReferenceJob, ReferenceMeasure } from './measure-reference.ts';

type InputRecord = Readonly<Record<string, unknown>>;

/** What a profile of reference records needs besides them. */
export interface ReferenceTerms {
  /** What is right for each record: positions of classes, of a regression values. Default: nobody knows. */
  readonly truth?: Int32Array | Float64Array | undefined;
  /** The champion, whose layout is gone on with where it fits. */
  readonly forerunner?: Forerunner | undefined;
}

/** Records whose answers are counted: as many as the model has just answered in one batch, so it can. */
const ANSWERED_MAX = 10_000;

/** Nothing of a publish is drawn by chance but this. */
const SEED = 0;

/** Reference records as rows, and what the model is asked about them. */
export interface References {
  /** NaN where a record has no value. */
  readonly rows: FeatureRows;
  readonly job: ReferenceJob;
}

/** @param values of all records, defaults in the place of values that are missing */
export function referencesOf(
  signature: Signature,
  records: readonly InputRecord[],
  values: Float32Array,
  { truth }: ReferenceTerms,
): References {
  const width = signature.features.length;
  const rows = { values, count: records.length, width };
  const answered = Int32Array.from(evenly(rows.count, ANSWERED_MAX));
  return {
    rows: { ...rows, values: withoutDefaults(signature, records, values) },
    job: {
      rows: takeRows(rows, answered).values,
      count: answered.length,
      truth: truth && pick(truth, answered),
      seed: SEED,
    },
  };
}

function pick(truth: Int32Array | Float64Array, rows: Int32Array): Int32Array | Float64Array {
  const picked = truth instanceof Int32Array ? new Int32Array(rows.length) : new Float64Array(rows.length);
  rows.forEach((row, at) => {
    picked[at] = truth[row]!;
  });
  return picked;
}

/** Only features that have a default can be missing: readRows would have refused the record. */
function withoutDefaults(
  { features, featuresKey }: Signature,
  records: readonly InputRecord[],
  values: Float32Array,
): Float32Array {
  const optional = features.flatMap(({ name, default: standIn }, column) =>
    standIn === undefined ? [] : [{ name, column }],
  );
  const marked = values.slice();
  for (const { name, column } of optional) {
    records.forEach((record, row) => {
      const holder = (featuresKey === null ? record : record[featuresKey]) as InputRecord;
      const value = Object.hasOwn(holder, name) ? holder[name] : undefined;
      if (value === undefined || value === null) marked[row * features.length + column] = Number.NaN;
    });
  }
  return marked;
}

/**
 * The profile of a model that was made elsewhere. Nobody says whether it learned from these records, so its answers to
 * them stand for those to unseen ones: records that it did not learn from make a better reference.
 */
export function profileOf(
  model: string,
  signature: Signature,
  { rows, job }: References,
  { answers, importance }: ReferenceMeasure,
  { forerunner }: ReferenceTerms,
): ReferenceProfile {
  const { rows: values, count, truth, seed } = job;
  const unseen = { rows: { values, count, width: rows.width }, truth, answers };
  return buildReferenceProfile({ model, signature, training: rows, unseen, importance, forerunner, seed });
}
