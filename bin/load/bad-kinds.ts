import type { RejectionReason } from '../../lib/contract/rejection.ts';
import type { Feature, Signature } from '../../lib/contract/signature.ts';
import { type Fields, renamed, withFeatures } from './input-record.ts';

/** How `weir replay --fix` mends records of a kind. */
export type Mending =
  | { readonly type: 'number'; readonly path: string }
  | { readonly type: 'rename'; readonly from: string; readonly to: string }
  | { readonly type: 'default'; readonly path: string };

/** One way in which a record can be bad: the function must reject it for this reason. */
export interface BadKind {
  readonly name: string;
  /** What is wrong, for a person. */
  readonly what: string;
  readonly reason: RejectionReason;
  /** Undefined: nothing can mend it. */
  readonly mending: Mending | undefined;
  /** The bytes of a bad record, made of a good one. */
  spoil(record: Fields): Uint8Array;
}

/** The kinds that the records of a signature can have, at least five; those that can be mended come first. */
export function badKinds(signature: Signature): readonly BadKind[] {
  return [...fieldKinds(signature), ...textKinds()];
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

function fieldKinds(signature: Signature): BadKind[] {
  const { features, featuresKey } = signature;
  const needed = features.filter((feature) => feature.default === undefined);
  const number = features.find(({ type }) => type === 'number');
  const category = features.find((feature) => feature.type === 'category');
  return [
    ...(number === undefined ? [] : [numberAsText(number, signature)]),
    ...(needed.length === 0 ? [] : [featureRenamed(needed[0]!, signature)]),
    ...(needed.length === 0 ? [] : [featureMissing(needed.at(-1)!, signature)]),
    ...(featuresKey === null ? [] : [featuresRenamed(featuresKey, signature)]),
    ...(number === undefined ? [] : [wordForNumber(number, signature), tooLarge(number, signature)]),
    ...(category === undefined ? [] : [unknownCategory(category, signature)]),
    notANumberLiteral(features[0]!, signature),
  ];
}

/** The place of a feature in a record, as rejections and fixes write it. */
function pathOf({ name }: Feature, { featuresKey }: Signature): string {
  return featuresKey === null ? name : `${featuresKey}.${name}`;
}

/** A kind that puts another value in a feature's place. */
function valueKind(
  feature: Feature,
  signature: Signature,
  value: (before: unknown) => unknown,
): Pick<BadKind, 'spoil'> {
  const { name } = feature;
  const change = (features: Fields) => ({ ...features, [name]: value(features[name]) });
  return { spoil: (record) => json(withFeatures(record, signature, change)) };
}

function numberAsText(feature: Feature, signature: Signature): BadKind {
  return {
    name: 'number-as-text',
    what: `${pathOf(feature, signature)} as text: "8.8" for 8.8`,
    reason: 'not-a-number',
    mending: { type: 'number', path: pathOf(feature, signature) },
    // A good record may lack a feature that has a default: the default is then the number to write as text.
    ...valueKind(feature, signature, (before) => String(before ?? feature.default)),
  };
}

function wordForNumber(feature: Feature, signature: Signature): BadKind {
  return {
    name: 'word-for-number',
    what: `${pathOf(feature, signature)} is "unknown"`,
    reason: 'not-a-number',
    mending: undefined,
    ...valueKind(feature, signature, () => 'unknown'),
  };
}

function tooLarge(feature: Feature, signature: Signature): BadKind {
  return {
    name: 'number-too-large',
    what: `${pathOf(feature, signature)} is 1e39`,
    reason: 'not-finite',
    mending: undefined,
    ...valueKind(feature, signature, () => 1e39),
  };
}

function unknownCategory(feature: Feature & { readonly type: 'category' }, signature: Signature): BadKind {
  const unknown = unused('unknown', feature.values);
  return {
    name: 'unknown-category',
    what: `${pathOf(feature, signature)} has a value that the signature does not allow`,
    reason: 'unknown-category',
    mending: undefined,
    ...valueKind(feature, signature, () => unknown),
  };
}

/** JSON has no NaN, but the json module of Python writes it. */
function notANumberLiteral(feature: Feature, signature: Signature): BadKind {
  const placeholder = '\u0000NaN';
  const { spoil } = valueKind(feature, signature, () => placeholder);
  return {
    name: 'nan-literal',
    what: `${pathOf(feature, signature)} is NaN, as Python's json module writes it`,
    reason: 'non-finite-literal',
    mending: undefined,
    spoil: (record) =>
      Buffer.from(Buffer.from(spoil(record)).toString().replace(JSON.stringify(placeholder), 'NaN')),
  };
}

function featureRenamed(feature: Feature, signature: Signature): BadKind {
  const path = pathOf(feature, signature);
  const other = otherName(feature.name, signature);
  const from = pathOf({ ...feature, name: other }, signature);
  const change = (features: Fields) => renamed(features, feature.name, other);
  return {
    name: 'feature-renamed',
    what: `${path} under the name ${other}`,
    reason: 'missing-feature',
    mending: { type: 'rename', from, to: path },
    spoil: (record) => json(withFeatures(record, signature, change)),
  };
}

function featureMissing(feature: Feature, signature: Signature): BadKind {
  const path = pathOf(feature, signature);
  const change = (features: Fields) => renamed(features, feature.name, undefined);
  return {
    name: 'feature-missing',
    what: `${path} is left out`,
    reason: 'missing-feature',
    // A fix cannot have a rule under this name: schema libraries drop the key.
    mending: path === '__proto__' ? undefined : { type: 'default', path },
    spoil: (record) => json(withFeatures(record, signature, change)),
  };
}

function featuresRenamed(featuresKey: string, signature: Signature): BadKind {
  const other = otherName(featuresKey, signature);
  return {
    name: 'features-renamed',
    what: `the features under ${other} in place of ${featuresKey}`,
    reason: 'missing-features',
    mending: { type: 'rename', from: other, to: featuresKey },
    spoil: (record) => json(renamed(record, featuresKey, other)),
  };
}

/** Kinds that have nothing to do with the signature. */
function textKinds(): BadKind[] {
  const mending = undefined;
  const spoilt = (spoil: (data: Buffer) => Uint8Array) => (record: Fields) => spoil(json(record));
  return [
    {
      name: 'cut-off',
      what: 'the JSON ends in the middle',
      reason: 'not-json',
      mending,
      // By characters: half of one would be no UTF-8.
      spoil: spoilt((data) => Buffer.from(data.toString().slice(0, data.length >> 2))),
    },
    {
      name: 'array',
      what: 'a list of one record',
      reason: 'not-an-object',
      mending,
      spoil: (record) => json([record]),
    },
    {
      name: 'base64-twice',
      what: 'base64 text of the record',
      reason: 'base64-twice',
      mending,
      spoil: spoilt((data) => Buffer.from(data.toString('base64'))),
    },
    {
      name: 'not-utf8',
      what: 'a byte that UTF-8 does not have',
      reason: 'invalid-utf8',
      mending,
      spoil: spoilt((data) => Buffer.concat([data, Buffer.of(0xff)])),
    },
  ];
}

/** A name that no field has. Without dots: a fix takes those of an unknown name for a path. */
function otherName(name: string, { features, featuresKey, carriedKeys }: Signature): string {
  const names = [...features.map((feature) => feature.name), ...carriedKeys, featuresKey ?? ''];
  return unused(`${name.replaceAll('.', '_').slice(0, MAX_STEM)}_renamed`, names);
}

/** Characters of a name that a longer one keeps: a path in a fix is bounded. */
const MAX_STEM = 200;

/** The name, with underscores after it until it is none of the others. */
function unused(name: string, others: readonly string[]): string {
  return others.includes(name) ? unused(`${name}_`, others) : name;
}
