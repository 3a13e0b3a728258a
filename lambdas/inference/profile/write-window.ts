import { NOT_MODIFIED, type ObjectStore, PreconditionFailed } from '../../../lib/registry/object-store.ts';
import type { Snapshot, Window } from './window.ts';

/** How often a write is begun anew after it met what an earlier one, whose answer was lost, had left. */
const MAX_ATTEMPTS = 3;

type WindowStore = Pick<ObjectStore, 'create' | 'swap' | 'get'>;

/**
 * Makes a window's object hold the snapshot: created once, then swapped by its etag, so that whatever is repeated
 * or comes late never counts twice. An object that is not as expected was left by a write of this window whose
 * answer was lost; its etag is taken and it is swapped. One that is gone is made anew, since each snapshot is whole.
 *
 * @returns predicted rows whose counts were not known to be durable before
 * @throws what the store throws; the snapshot may have been written all the same
 */
export async function writeWindow(store: WindowStore, window: Window, snapshot: Snapshot): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      const { key, etag } = window;
      const { body } = snapshot;
      const written = await (etag === undefined ? store.create(key, body) : store.swap(key, body, etag));
      window.etag = written.etag;
      return window.written(snapshot);
    } catch (error) {
      if (!(error instanceof PreconditionFailed) || attempt === MAX_ATTEMPTS) throw error;
      if (await isWritten(store, window, snapshot)) return window.written(snapshot);
    }
  }
}

/** Looks what stands there. @returns whether it is the snapshot itself */
async function isWritten(store: WindowStore, window: Window, { body }: Snapshot): Promise<boolean> {
  const stored = await store.get(window.key);
  if (stored === NOT_MODIFIED) return false;
  window.etag = stored?.etag;
  return stored !== undefined && Buffer.compare(stored.body, body) === 0;
}
