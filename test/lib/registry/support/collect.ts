import {
  NOT_MODIFIED,
  type ObjectStore,
  type ObjectSummary,
  PreconditionFailed,
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

/** Adds one, so many times, each time until the swap succeeds; gives the values it wrote. */
export async function increment(store: ObjectStore, key: string, times: number): Promise<number[]> {
  const written: number[] = [];
  while (written.length < times) {
    const { body, etag } = await mustGet(store, key);
    const next = Number(Buffer.from(body).toString()) + 1;
    const swapped = await store.swap(key, bytes(String(next)), etag).catch((error: unknown) => {
      if (!(error instanceof PreconditionFailed)) throw error;
    });
    if (swapped) written.push(next);
  }
  return written;
}
