import type { Rejection } from '../contract/rejection.ts';
import type { Feature, Signature } from '../contract/signature.ts';
import { isObject, jsonType } from './parse-record.ts';

/**
 * Writes the features of one record as one row of the model's input, or says what is wrong with the first
 * feature, in the signature's order, that has something wrong.
 * @param rows row-major float32 [n, d]
 * @param offset where the record's row starts: its index times d. After a rejection the row's content is
 *   undefined.
 * @param tookDefault told the columns whose value was missing. Default: nobody is
 */
export type FeatureReader = (
  record: Readonly<Record<string, unknown>>,
  rows: Float32Array,
  offset: number,
  tookDefault?: (column: number) => void,
) => Rejection | undefined;

/**
 * The rules from record to row. They look at own properties alone, so features may be called `__proto__` or
 * `constructor`, and nothing is inherited.
 *
 * - The features object is missing or null: `missing-features`; of another type: `features-not-an-object`.
 * - A feature is missing or null: its default, or `missing-feature`.
 * - A numeric one is not a number: `not-a-number`; its float32 is infinite: `not-finite`.
 * - A categorical one is not a string: `not-a-string`; not in the signature: `unknown-category`.
 *
 * A rejection's field is a path such as "wine_features.alcohol", `came` the JSON type. The reader never throws
 * for a record that came from JSON.
 */
export function featureReader(signature: Signature): FeatureReader {
  const { featuresKey } = signature;
  const readers = signature.features.map((feature) => columnReader(feature, featuresKey));
  return (record, rows, offset, tookDefault) => {
    const features = featuresKey === null ? record : ownProperty(record, featuresKey);
    if (!isObject(features)) return withoutFeatures(featuresKey, features);
    for (let column = 0; column < readers.length; column++) {
      const answer = readers[column]!(features, rows, offset + column);
      if (answer === DEFAULTED) tookDefault?.(column);
      else if (answer !== undefined) return answer;
    }
    return undefined;
  };
}

function withoutFeatures(featuresKey: string | null, features: unknown): Rejection {
  const missing = features === undefined || features === null;
  const reason = missing ? 'missing-features' : 'features-not-an-object';
  return { reason, ...(featuresKey === null ? {} : { field: featuresKey }), came: jsonType(features) };
}

/** The answer of a column that had no value and took the signature's. */
const DEFAULTED = Symbol('defaulted');

type ColumnReader = (
  features: Readonly<Record<string, unknown>>,
  rows: Float32Array,
  position: number,
) => Rejection | typeof DEFAULTED | undefined;

/** The code of a value that is there, or the reason why it has none. */
type Encode = (value: unknown) => number | Rejection['reason'];

function columnReader(feature: Feature, featuresKey: string | null): ColumnReader {
  const { name } = feature;
  const field = featuresKey === null ? name : `${featuresKey}.${name}`;
  const encode = feature.type === 'number' ? encodeNumber : categoryEncoder(feature.values);
  const missing: number | Rejection['reason'] =
    feature.default === undefined ? 'missing-feature' : encode(feature.default);
  return (features, rows, position) => {
    const value = ownProperty(features, name);
    const isMissing = value === undefined || value === null;
    const code = isMissing ? missing : encode(value);
    if (typeof code === 'string') return { reason: code, field, came: jsonType(value) };
    rows[position] = code;
    return isMissing ? DEFAULTED : undefined;
  };
}

const encodeNumber: Encode = (value) => {
  if (typeof value !== 'number') return 'not-a-number';
  return Number.isFinite(Math.fround(value)) ? value : 'not-finite';
};

function categoryEncoder(values: readonly string[]): Encode {
  const codes = new Map(values.map((value, code) => [value, code]));
  return (value) => {
    if (typeof value !== 'string') return 'not-a-string';
    return codes.get(value) ?? 'unknown-category';
  };
}

function ownProperty(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
