import type { Feature, Signature } from '../../../lib/contract/signature.ts';
import { type KeyUse, KIND } from './key-table.ts';

/** What the keys of a record are for, by its signature. */

/** The codes of a category's values; those beyond printable ASCII are left out: a plain string never holds one. */
export function codesByText(values: readonly string[]): ReadonlyMap<string, number> {
  return new Map(values.flatMap((value, code) => (/^[ -~]*$/.test(value) ? [[value, code] as const] : [])));
}

/** The keys of the features object. */
export function featureKeys(signature: Signature): Map<string, KeyUse> {
  return new Map(
    signature.features.map((feature, column) => [
      feature.name,
      { kind: feature.type === 'number' ? KIND.number : KIND.category, column, carried: -1 },
    ]),
  );
}

/** The record's own keys: the features object or the features themselves, and what is carried. */
export function topKeys(signature: Signature): ReadonlyMap<string, KeyUse> {
  const { featuresKey } = signature;
  const uses: Map<string, KeyUse> =
    featuresKey === null
      ? featureKeys(signature)
      : new Map([[featuresKey, { kind: KIND.features, column: -1, carried: -1 }]]);
  signature.carriedKeys.forEach((key, carried) => {
    uses.set(key, { ...(uses.get(key) ?? { kind: KIND.skip, column: -1 }), carried });
  });
  return uses;
}

/** What stands in the row for a missing feature: NaN when there is no default. */
export function defaultOf(feature: Feature): number {
  if (feature.default === undefined) return Number.NaN;
  return feature.type === 'number' ? feature.default : feature.values.indexOf(feature.default);
}
