import { type ObjectStore, PreconditionFailed } from '../../../lib/registry/object-store.ts';
import type { QuarantineSink } from '../respond/ports.ts';

/**
 * Quarantine in an object store. Objects are created, never replaced: one that is there already is an earlier
 * delivery's, or our own whose answer was lost, and holds the same records.
 */
export function storeQuarantine(store: ObjectStore): QuarantineSink {
  return {
    store: async (key, body) => {
      try {
        await store.create(key, body);
      } catch (error) {
        if (!(error instanceof PreconditionFailed)) throw error;
      }
    },
  };
}
