import { setTimeout as delay } from 'node:timers/promises';
import { NOT_MODIFIED, type ObjectStore, PreconditionFailed, type StoredObject } from './object-store.ts';

/** Pauses before a write whose outcome is unknown is tried again. The adapters retry on their own besides. */
const RETRY_DELAYS_MS = [50, 200, 800] as const;

/** A conditional write, and how to tell its own body from another's. */
export interface OwnWrite {
  readonly key: string;
  /** Creates or swaps; it is called again when its outcome cannot be told, so it must stay the same write. */
  readonly write: () => Promise<unknown>;
  /** Whether what is stored shows that this write took effect, be it that others wrote after it. */
  readonly isOwn: (stored: Uint8Array) => boolean;
}

export type WriteOutcome =
  | { readonly written: true }
  /** The condition did not hold: another's object is there, or (undefined) none. */
  | { readonly written: false; readonly stored: StoredObject | undefined };

/**
 * Writes under a condition and finds out what became of it, also when the answer was lost: a client that
 * retries gets "precondition failed" from its own success, so what is stored is read back and decides.
 *
 * @throws what the store threw last, when its faults outlast the retries
 */
export async function writeOwn(store: ObjectStore, own: OwnWrite): Promise<WriteOutcome> {
  for (let attempt = 0; ; attempt++) {
    try {
      await own.write();
      return { written: true };
    } catch (error) {
      const readBack = await tryRead(store, own.key);
      if (readBack.known && readBack.stored && own.isOwn(readBack.stored.body)) return { written: true };
      if (readBack.known && error instanceof PreconditionFailed)
        return { written: false, stored: readBack.stored };
      const delayMs = RETRY_DELAYS_MS[attempt];
      if (delayMs === undefined) throw error;
      await delay(delayMs);
    }
  }
}

type ReadBack =
  | { readonly known: true; readonly stored: StoredObject | undefined }
  | { readonly known: false };

async function tryRead(store: ObjectStore, key: string): Promise<ReadBack> {
  try {
    const stored = await store.get(key);
    return stored === NOT_MODIFIED ? { known: false } : { known: true, stored };
  } catch {
    return { known: false };
  }
}
