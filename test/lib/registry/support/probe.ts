import { randomUUID } from 'node:crypto';
import { type ObjectStore, PreconditionFailed } from '../../../../lib/registry/object-store.ts';

/** A server that takes every write: what races say about it means nothing. */
export class ConditionsIgnored extends Error {
  override readonly name = 'ConditionsIgnored';
}

/**
 * Proves that a store keeps the conditions of writes before anything else is tested on it: some emulators ignore
 * the headers, and then every race seems to be won.
 */
export async function probeConditions(store: ObjectStore): Promise<void> {
  const key = `probe/${randomUUID()}`;
  const { etag } = await store.create(key, Buffer.from('first'));
  await mustBeRefused(`a second create in ${store.location}`, store.create(key, Buffer.from('second')));
  await store.swap(key, Buffer.from('third'), etag);
  await mustBeRefused(
    `a swap by an old etag in ${store.location}`,
    store.swap(key, Buffer.from('fourth'), etag),
  );
  await store.delete(key);
}

async function mustBeRefused(what: string, write: Promise<unknown>): Promise<void> {
  const outcome = await write.then(
    () => 'written',
    (error: unknown) => error,
  );
  if (outcome === 'written')
    throw new ConditionsIgnored(`${what} was not refused: the server ignores conditions`);
  if (!(outcome instanceof PreconditionFailed)) throw outcome;
}
