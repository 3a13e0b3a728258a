import { type ObjectStore, PreconditionFailed } from '../../../lib/registry/object-store.ts';
import { within } from '../../../lib/registry/within.ts';
import type { QuarantineSink } from '../respond/ports.ts';

/** A write that takes longer is given up and tried again by the caller. For each 100 bytes it has 1 ms more. */
export const STORE_TIMEOUT_MS = 3_000;
const BYTES_PER_MS = 100;

/**
 * Quarantine in an object store. Objects are created, never replaced: one that is there already is an earlier
 * delivery's, or our own whose answer was lost, and holds the same records. A store that has fallen silent is asked
 * again before its own time-outs are over, or an outage would outlast itself by tens of seconds; the write that was
 * given up may still take effect.
 *
 * @param timeoutMs of a write, besides the time for its bytes. Default: STORE_TIMEOUT_MS
 */
export function storeQuarantine(store: ObjectStore, timeoutMs = STORE_TIMEOUT_MS): QuarantineSink {
  return {
    store: async (key, body) => {
      try {
        await within(timeoutMs + body.length / BYTES_PER_MS, () => store.create(key, body));
      } catch (error) {
        if (!(error instanceof PreconditionFailed)) throw error;
      }
    },
  };
}
