import { UserError } from '../../lib/contract/errors.ts';
import { keys } from '../../lib/contract/keys.ts';
import { NOT_MODIFIED, type ObjectStore, PreconditionFailed } from '../../lib/registry/object-store.ts';
import { sha256Of } from '../data/table.ts';

/** Where a study keeps its own copy of the data, so that workers and the end of a search need nothing else. */
export function dataKey(study: string): string {
  return `${keys.studyPrefix(study)}data.csv`;
}

/** Keeps the data with the study. @throws UserError when it has others already */
export async function keepData(store: ObjectStore, study: string, bytes: Uint8Array): Promise<void> {
  try {
    await store.create(dataKey(study), bytes);
  } catch (thrown) {
    if (!(thrown instanceof PreconditionFailed)) throw thrown;
    const kept = await readObject(store, dataKey(study));
    if (kept !== undefined && sha256Of(kept) === sha256Of(bytes)) return;
    throw new UserError(
      `the study ${study} is about other data than those given now. Name another study with --study, or give the ` +
        'data it was begun with',
    );
  }
}

/** @throws UserError when the data are gone or were changed */
export async function readData(
  store: ObjectStore,
  { key, sha256 }: { readonly key: string; readonly sha256: string },
): Promise<Uint8Array> {
  const bytes = await readObject(store, key);
  if (bytes !== undefined && sha256Of(bytes) === sha256) return bytes;
  const what = bytes === undefined ? 'is not there' : 'was changed';
  throw new UserError(`${key} in ${store.location} ${what}: this study cannot go on. Begin another one`);
}

/** An object's bytes; undefined when there is none. */
export async function readObject(store: ObjectStore, key: string): Promise<Uint8Array | undefined> {
  const found = await store.get(key);
  return found === undefined || found === NOT_MODIFIED ? undefined : found.body;
}
