import type { z } from 'zod';
import { decodeJson } from '../../../lib/registry/json.ts';
import { NOT_MODIFIED, type ObjectStore, PreconditionFailed } from '../../../lib/registry/object-store.ts';

/** Writers of one object at once that are waited for: each loss means that another's write stands. */
const MAX_TRIES = 20;

/** An object of a schema and its etag. */
export interface StoredJson<T> {
  /** Undefined when there is none, or what is there is damaged. */
  readonly value: T | undefined;
  /** Undefined when there is none. */
  readonly etag: string | undefined;
}

/** Reads something derived: what is damaged is made again, so it reads as if it were not there. */
export async function readStored<S extends z.ZodType>(
  store: ObjectStore,
  key: string,
  schema: S,
): Promise<StoredJson<z.infer<S>>> {
  const stored = await store.get(key);
  if (stored === undefined || stored === NOT_MODIFIED) return { value: undefined, etag: undefined };
  const decoded = decodeJson(schema, stored.body);
  return { value: 'value' in decoded ? decoded.value : undefined, etag: stored.etag };
}

/** Writes over what was read, or creates. @returns the new etag, undefined when another wrote meanwhile */
export async function writeOver(
  store: ObjectStore,
  key: string,
  body: Uint8Array,
  etag: string | undefined,
): Promise<string | undefined> {
  try {
    const written = etag === undefined ? await store.create(key, body) : await store.swap(key, body, etag);
    return written.etag;
  } catch (error) {
    if (error instanceof PreconditionFailed) return undefined;
    throw error;
  }
}

/** Writes whatever is there; nothing when it has that content already. */
export async function writeAlways(store: ObjectStore, key: string, body: Uint8Array): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const stored = await store.get(key);
    const there = stored === NOT_MODIFIED ? undefined : stored;
    if (there !== undefined && Buffer.compare(there.body, body) === 0) return;
    if ((await writeOver(store, key, body, there?.etag)) !== undefined) return;
  }
  throw new Error(`${key} in ${store.location} is written by others without end`);
}

/**
 * Changes an object by what it is now, again when another changed it meanwhile.
 * @param change undefined: it stays as it is
 */
export async function updateStored<S extends z.ZodType>(
  store: ObjectStore,
  { key, schema }: { readonly key: string; readonly schema: S },
  change: (now: z.infer<S> | undefined) => Uint8Array | undefined,
): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { value, etag } = await readStored(store, key, schema);
    const body = change(value);
    if (body === undefined || (await writeOver(store, key, body, etag)) !== undefined) return;
  }
  throw new Error(`${key} in ${store.location} is written by others without end`);
}
