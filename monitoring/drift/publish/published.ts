import { z } from 'zod';
import { keys } from '../../../lib/contract/keys.ts';
import { encodeJson } from '../../../lib/registry/json.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { readStored, updateStored } from '../windows/stored-json.ts';

/** Names of windows and hours that are remembered at most: the oldest go first. */
const MAX_REMEMBERED = 1_000;

const publishedSchema = z.strictObject({
  schema: z.literal(1),
  /** By name of what was told: the digest of what it rested on. */
  told: z.record(z.string(), z.string()),
});

/**
 * What was told to metrics and annotations, so that it is told once: by whichever run could tell it, which is not
 * always the one that judged it. It is written at a run's end, so that a run that is cut off is told again.
 */
export class Published {
  readonly #store: ObjectStore;
  readonly #key: string;
  readonly #known: ReadonlyMap<string, string>;
  readonly #told = new Map<string, string>();

  private constructor(store: ObjectStore, key: string, known: ReadonlyMap<string, string>) {
    this.#store = store;
    this.#key = key;
    this.#known = known;
  }

  static async read(store: ObjectStore, model: string): Promise<Published> {
    const key = keys.driftPublished(model);
    const { value } = await readStored(store, key, publishedSchema);
    return new Published(store, key, new Map(Object.entries(value?.told ?? {})));
  }

  isTold(name: string, digest: string): boolean {
    return this.#known.get(name) === digest;
  }

  tell(name: string, digest: string): void {
    this.#told.set(name, digest);
  }

  async keep(): Promise<void> {
    if (this.#told.size === 0) return;
    await updateStored(this.#store, { key: this.#key, schema: publishedSchema }, (now) => {
      const all = Object.entries({ ...now?.told, ...Object.fromEntries(this.#told) });
      const latest = all.toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(-MAX_REMEMBERED);
      return encodeJson({ schema: 1, told: Object.fromEntries(latest) });
    });
  }
}
