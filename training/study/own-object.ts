import type { z } from 'zod';
import { decodeJson, encodeJson } from '../../lib/registry/json.ts';
import { NOT_MODIFIED, type ObjectStore, type StoredObject } from '../../lib/registry/object-store.ts';
import { writeOwn } from '../../lib/registry/own-write.ts';
import { StudyCorrupt } from './errors.ts';

/** An object of a study and the etag that its next swap states. */
export interface Versioned<T> {
  readonly value: T;
  readonly etag: string;
  readonly lastModified: Date;
}

/** The object of a key, or undefined when there is none. @throws StudyCorrupt */
export async function readObject<S extends z.ZodType>(
  store: ObjectStore,
  key: string,
  schema: S,
): Promise<Versioned<z.infer<S>> | undefined> {
  const stored = await store.get(key);
  if (stored === undefined || stored === NOT_MODIFIED) return undefined;
  const { etag, lastModified } = stored;
  return { value: decoded(store, key, schema, stored), etag, lastModified };
}

/** @throws StudyCorrupt */
export function decoded<S extends z.ZodType>(
  store: ObjectStore,
  key: string,
  schema: S,
  { body }: StoredObject,
): z.infer<S> {
  const json = decodeJson(schema, body);
  if ('value' in json) return json.value;
  throw new StudyCorrupt(`${key} in ${store.location} is not of this Weir: ${json.problem}`);
}

export interface OwnObject<T> {
  readonly key: string;
  readonly value: T;
  /** Of the object that this one replaces; undefined: there must be none yet. */
  readonly replaces: string | undefined;
  /** Whether an object shows that this write took effect, be it that others wrote after it. */
  readonly isOwn: (stored: T) => boolean;
}

/**
 * Creates or swaps an object of a study.
 * @returns its etag, or undefined when another's is there
 */
export async function writeOwnObject<S extends z.ZodType>(
  store: ObjectStore,
  schema: S,
  { key, value, replaces, isOwn }: OwnObject<z.infer<S>>,
): Promise<string | undefined> {
  // Fields in the schema's order: whoever writes a value writes the same bytes.
  const body = encodeJson(schema.parse(value));
  let etag: string | undefined;
  const { written } = await writeOwn(store, {
    key,
    write: async () => {
      const answer = replaces === undefined ? store.create(key, body) : store.swap(key, body, replaces);
      etag = (await answer).etag;
    },
    isOwn: (stored) => {
      const json = decodeJson(schema, stored);
      return 'value' in json && isOwn(json.value);
    },
  });
  if (!written || etag !== undefined) return etag;
  // Its answer was lost. Whoever wrote since made another object of it, whose etag is not ours to state.
  const now = await store.get(key);
  return now && now !== NOT_MODIFIED && Buffer.from(body).equals(now.body) ? now.etag : undefined;
}
