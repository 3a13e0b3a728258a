import {
  NOT_MODIFIED,
  type ObjectStore,
  type ObjectSummary,
  type StoredObject,
} from '../../../../lib/registry/object-store.ts';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export async function listAll(
  store: ObjectStore,
  prefix: string,
  startAfter?: string,
): Promise<ObjectSummary[]> {
  return Array.fromAsync(store.list(prefix, startAfter === undefined ? {} : { startAfter }));
}

export async function listKeys(store: ObjectStore, prefix: string, startAfter?: string): Promise<string[]> {
  return (await listAll(store, prefix, startAfter)).map(({ key }) => key);
}

/** The object, which must be there. */
export async function mustGet(store: ObjectStore, key: string): Promise<StoredObject> {
  const stored = await store.get(key);
  if (stored === undefined || stored === NOT_MODIFIED) throw new Error(`${key} is not in ${store.location}`);
  return stored;
}

export async function textOf(store: ObjectStore, key: string): Promise<string> {
  return new TextDecoder().decode((await mustGet(store, key)).body);
}
