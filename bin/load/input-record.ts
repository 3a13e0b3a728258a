import type { Signature } from '../../lib/contract/signature.ts';

/** A record as a producer sends it, and its features object, which may be the record itself. */
export type Fields = Readonly<Record<string, unknown>>;

/** The record of some features, with the carried keys that are given. */
export function recordOf(features: Fields, carried: Fields, { featuresKey }: Signature): Fields {
  // The features first, as producers write it: the function reads that layout fastest. Computed keys, so that
  // one called __proto__ is a key like any other.
  return featuresKey === null ? { ...features, ...carried } : { [featuresKey]: features, ...carried };
}

/** The record with its features changed. */
export function withFeatures(
  record: Fields,
  { featuresKey }: Signature,
  change: (features: Fields) => Fields,
): Fields {
  if (featuresKey === null) return change(record);
  return { ...record, [featuresKey]: change(record[featuresKey] as Fields) };
}

/** The fields with one of them under another name, or without it. The others keep their places. */
export function renamed(fields: Fields, from: string, to: string | undefined): Fields {
  const entries = Object.entries(fields).flatMap(([name, value]) => {
    if (name !== from) return [[name, value] as const];
    return to === undefined ? [] : [[to, value] as const];
  });
  return Object.fromEntries(entries);
}

/** The carried keys whose values are the load's to choose: without those that are features as well. */
export function freeCarriedKeys({ carriedKeys, features, featuresKey }: Signature): readonly string[] {
  if (featuresKey !== null) return carriedKeys;
  return carriedKeys.filter((key) => !features.some(({ name }) => name === key));
}
