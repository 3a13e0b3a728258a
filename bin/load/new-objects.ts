import { NOT_MODIFIED, type ObjectStore } from '../../lib/registry/object-store.ts';

/**
 * Objects may appear a little before others that are there already: batches of one shard are handled side by side.
 * A quick look begins so many keys before the last one.
 */
const OVERLAP = 64;

/** Finds the objects that appear in a store, and reads each once, however much there was before. */
export class NewObjects {
  readonly #store: ObjectStore;
  readonly #seen = new Set<string>();
  /** By prefix, the last keys, ascending. */
  readonly #last = new Map<string, string[]>();

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /** What is there by now is none of ours: it is listed, and never read. */
  async passOver(prefix: string): Promise<void> {
    for await (const { key } of this.#store.list(prefix)) this.#note(prefix, key);
  }

  /**
   * The objects that have appeared under a prefix, with their text.
   * @param thorough lists the whole prefix; else its end alone, where new objects are expected
   */
  async *appeared(
    prefix: string,
    thorough: boolean,
  ): AsyncGenerator<{ readonly key: string; readonly text: string }> {
    const last = this.#last.get(prefix) ?? [];
    const startAfter = thorough || last.length < OVERLAP ? undefined : last[0]!;
    for await (const { key } of this.#store.list(prefix, startAfter === undefined ? {} : { startAfter })) {
      if (this.#seen.has(key)) {
        this.#note(prefix, key);
        continue;
      }
      const object = await this.#store.get(key);
      if (object === undefined || object === NOT_MODIFIED) continue;
      this.#note(prefix, key);
      yield { key, text: Buffer.from(object.body).toString('utf8') };
    }
  }

  #note(prefix: string, key: string): void {
    this.#seen.add(key);
    const last = this.#last.get(prefix) ?? [];
    this.#last.set(prefix, last);
    if (last.includes(key)) return;
    // Listings ascend, so that a key mostly belongs at the end.
    const place = last.findLastIndex((other) => other < key) + 1;
    last.splice(place, 0, key);
    if (last.length > OVERLAP) last.shift();
  }
}
