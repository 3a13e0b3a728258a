import type { Signature } from '../../contract/signature.ts';

/** A field of a record: one of its own keys, or a key of an object that is one of its values. */
export interface FieldPath {
  /** As a person writes it: "customer_id", "wine_features.alcohol". */
  readonly text: string;
  /** Undefined when it is a key of the record itself. */
  readonly parent: string | undefined;
  readonly key: string;
}

/**
 * Reads a path. Names may hold dots: those that the signature has are taken for what they are there, and of
 * anything else the part before the first dot is the object.
 */
export function fieldPath(text: string, signature: Signature | undefined): FieldPath {
  const parent = signature?.featuresKey ?? undefined;
  if (parent !== undefined && text.startsWith(`${parent}.`))
    return { text, parent, key: text.slice(parent.length + 1) };
  const dot = text.indexOf('.');
  const isOwnKey = signature !== undefined && ownKeys(signature).includes(text);
  if (dot <= 0 || dot === text.length - 1 || isOwnKey) return { text, parent: undefined, key: text };
  return { text, parent: text.slice(0, dot), key: text.slice(dot + 1) };
}

/** The fields that a model reads, as paths; the features object itself is one of them. */
export function knownPaths(signature: Signature): readonly string[] {
  const { featuresKey, carriedKeys } = signature;
  const own = featuresKey === null ? [] : [featuresKey];
  return [...featurePaths(signature).keys(), ...carriedKeys, ...own];
}

/** The features by their paths. */
export function featurePaths({ featuresKey, features }: Signature) {
  const prefix = featuresKey === null ? '' : `${featuresKey}.`;
  return new Map(features.map((feature) => [prefix + feature.name, feature]));
}

function ownKeys({ featuresKey, features, carriedKeys }: Signature): readonly string[] {
  return [...carriedKeys, ...(featuresKey === null ? features.map(({ name }) => name) : [featuresKey])];
}
