import {
  NOT_MODIFIED,
  type ObjectStore,
  type ObjectSummary,
  PreconditionFailed,
  type StoredObject,
} from '../../../../lib/registry/object-store.ts';

/** One object's former and present contents. */
interface Kept {
  readonly versions: readonly string[];
  readonly stored: StoredObject;
}

/** Objects in memory, each request atomic, with a clock of its own; and all that any object ever was. */
export class MemoryStore implements ObjectStore {
  readonly location = 'memory';
  readonly #objects = new Map<string, Kept>();
  readonly #nowMs: () => number;
  #written = 0;

  /** @param nowMs the store's clock */
  constructor(nowMs: () => number = () => 0) {
    this.#nowMs = nowMs;
  }

  async get(key: string, { ifNoneMatch }: { readonly ifNoneMatch?: string } = {}) {
    const stored = this.#objects.get(key)?.stored;
    return stored && stored.etag === ifNoneMatch ? NOT_MODIFIED : stored;
  }

  async create(key: string, body: Uint8Array): Promise<{ readonly etag: string }> {
    if (this.#objects.has(key)) throw new PreconditionFailed(key);
    return this.#write(key, body);
  }

  async swap(key: string, body: Uint8Array, etag: string): Promise<{ readonly etag: string }> {
    if (this.#objects.get(key)?.stored.etag !== etag) throw new PreconditionFailed(key);
    return this.#write(key, body);
  }

  async *list(prefix: string, { startAfter = '' } = {}): AsyncIterable<ObjectSummary> {
    const keys = [...this.#objects.keys()].filter((key) => key.startsWith(prefix) && key > startAfter).sort();
    const page = keys.map((key) => ({ key, ...this.#objects.get(key)!.stored }));
    for (const { key, body, etag, lastModified } of page)
      yield { key, bytes: body.length, etag, lastModified };
  }

  async delete(key: string): Promise<void> {
    this.#objects.delete(key);
  }

  async now(): Promise<Date> {
    return new Date(this.#nowMs());
  }

  /** The texts that were stored under a key, the first one first. */
  history(key: string): readonly string[] {
    return this.#objects.get(key)?.versions ?? [];
  }

  /** Puts any text in any place, as no worker could. */
  tamper(key: string, change: (text: string) => string): void {
    this.#write(key, Buffer.from(change(this.history(key).at(-1) ?? '')));
  }

  #write(key: string, body: Uint8Array): { readonly etag: string } {
    const etag = `"${++this.#written}"`;
    const versions = [...this.history(key), Buffer.from(body).toString()];
    this.#objects.set(key, { versions, stored: { body, etag, lastModified: new Date(this.#nowMs()) } });
    return { etag };
  }
}
