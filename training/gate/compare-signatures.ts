import type { Feature, Signature } from '../../lib/contract/signature.ts';

/** One way in which a candidate would read or answer records otherwise than the champion. */
export interface SignatureDifference {
  readonly text: string;
  /** Whether both can still answer the same rows: only the records around them differ. */
  readonly comparable: boolean;
}

/**
 * What producers or consumers of the champion's records would notice. A default may change or come to be, and a
 * carried key may come to be: no record that was answered is refused or loses a key by that.
 */
export function compareSignatures(candidate: Signature, champion: Signature): SignatureDifference[] {
  if (candidate.task !== champion.task) {
    return [{ text: `it is a ${candidate.task}, the champion a ${champion.task}`, comparable: false }];
  }
  return [
    ...compareFeatures(candidate.features, champion.features),
    ...compareClasses(candidate.classes, champion.classes),
    ...compareKeys(candidate, champion),
  ];
}

function compareFeatures(own: readonly Feature[], other: readonly Feature[]): SignatureDifference[] {
  const [names, otherNames] = [own.map(({ name }) => name), other.map(({ name }) => name)];
  const texts = sameList(names, otherNames)
    ? own.flatMap((feature, at) => compareFeature(feature, other[at]!))
    : [listDifference('features', names, otherNames)];
  return [
    ...texts.map((text) => ({ text, comparable: false })),
    ...own.flatMap((feature) => lostDefault(feature, other)),
  ];
}

function compareFeature(own: Feature, other: Feature): string[] {
  const name = JSON.stringify(own.name);
  if (own.type !== other.type)
    return [`its feature ${name} is a ${own.type}, the champion's a ${other.type}`];
  if (own.type === 'number' || other.type === 'number' || sameList(own.values, other.values)) return [];
  return [`of its feature ${name} ${listDifference('allowed values', own.values, other.values)}`];
}

/** A record without the value would be rejected from then on. */
function lostDefault(own: Feature, others: readonly Feature[]): SignatureDifference[] {
  const other = others.find(({ name }) => name === own.name);
  if (own.default !== undefined || other?.default === undefined) return [];
  const text = `its feature ${JSON.stringify(own.name)} has no default for missing values, the champion's has`;
  return [{ text, comparable: true }];
}

function compareClasses(own: Signature['classes'], other: Signature['classes']): SignatureDifference[] {
  if (sameList(own, other)) return [];
  return [{ text: listDifference('classes', own, other), comparable: false }];
}

function compareKeys(own: Signature, other: Signature): SignatureDifference[] {
  const keys = (['featuresKey', 'predictionKey'] as const)
    .filter((key) => own[key] !== other[key])
    .map((key) => `its ${key} is ${JSON.stringify(own[key])}, the champion's ${JSON.stringify(other[key])}`);
  const lost = other.carriedKeys.filter((key) => !own.carriedKeys.includes(key));
  const carried = lost.length === 0 ? [] : [`its carriedKeys lack ${shown(lost)}`];
  return [...keys, ...carried].map((text) => ({ text, comparable: true }));
}

type Item = string | number;

function sameList(own: readonly Item[], other: readonly Item[]): boolean {
  return own.length === other.length && own.every((item, at) => item === other[at]);
}

function listDifference(what: string, own: readonly Item[], other: readonly Item[]): string {
  const added = own.filter((item) => !other.includes(item));
  const removed = other.filter((item) => !own.includes(item));
  if (added.length === 0 && removed.length === 0)
    return `the ${what} are in another order: ${shown(own)}; the champion's are ${shown(other)}`;
  const parts = [
    ...(added.length > 0 ? [`${shown(added)} added`] : []),
    ...(removed.length > 0 ? [`${shown(removed)} missing`] : []),
  ];
  return `the ${what} differ from the champion's: ${parts.join(', ')}`;
}

/** Items that a sentence holds. */
const SHOWN_MAX = 12;

function shown(items: readonly Item[]): string {
  const first = items.slice(0, SHOWN_MAX).map((item) => JSON.stringify(item));
  const more = items.length - first.length;
  return `${first.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
