import { reasonOf } from '../../lib/contract/errors.ts';
import { keys } from '../../lib/contract/keys.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { NewObjects } from './new-objects.ts';

/** Takes what appears in the store. */
export interface StoreObserver {
  quarantined(line: string, key: string): void;
  failed(batch: unknown, key: string): void;
}

const DAY_MS = 24 * 3600 * 1000;

/** A record may arrive a little before this machine says that it was put. */
const SKEW_MS = 60_000;

/** Watches the quarantine of a model, and the on-failure destination beside it, for what appears from the start on. */
export class RejectionWatch {
  readonly #objects: NewObjects;
  readonly #model: string;
  readonly #startMs: number;
  readonly #observer: StoreObserver;
  readonly #shards = new Set<string>();
  /** Why the last look failed; undefined when it did not. */
  trouble: string | undefined;

  /** @param startMs since 1970: nothing of interest arrived before */
  constructor(store: ObjectStore, model: string, startMs: number, observer: StoreObserver) {
    this.#objects = new NewObjects(store);
    this.#model = model;
    this.#startMs = startMs;
    this.#observer = observer;
  }

  /** To be called before anything is sent. */
  async start(): Promise<void> {
    for (const day of this.#days(this.#startMs)) await this.#objects.passOver(this.#prefixOf(day));
    await this.#objects.passOver(keys.failedBatchesPrefix());
  }

  /** Rejections of this shard's records are looked for. */
  addShard(shardId: string): void {
    // As quarantine keys have it.
    this.#shards.add(shardId.replaceAll(/[^\w-]/g, '_'));
  }

  /**
   * Looks for what has appeared. A store that fails is trouble, and the next look's matter.
   * @param thorough everything since the start; else the places where new objects are expected
   */
  async look(nowMs: number, thorough: boolean): Promise<void> {
    try {
      const days = this.#days(nowMs);
      for (const prefix of thorough ? days.map((day) => this.#prefixOf(day)) : this.#ends(days)) {
        for await (const { key, text } of this.#objects.appeared(prefix, thorough))
          this.#takeLines(text, key);
      }
      if (thorough) await this.#lookAtDestination();
      this.trouble = undefined;
    } catch (thrown) {
      this.trouble = reasonOf(thrown);
    }
  }

  async #lookAtDestination(): Promise<void> {
    for await (const { key, text } of this.#objects.appeared(keys.failedBatchesPrefix(), true)) {
      this.#observer.failed(parsed(text), key);
    }
  }

  #takeLines(text: string, key: string): void {
    for (const line of text.split('\n')) if (line !== '') this.#observer.quarantined(line, key);
  }

  #ends(days: readonly string[]): string[] {
    return days
      .slice(-2)
      .flatMap((day) => [...this.#shards].map((shard) => `${this.#prefixOf(day)}${shard}-`));
  }

  #prefixOf(day: string): string {
    return `${keys.quarantinePrefix(this.#model)}${day}/`;
  }

  /** The days in UTC from the start on. */
  #days(nowMs: number): string[] {
    const days: string[] = [];
    const end = dayOf(nowMs + SKEW_MS);
    for (let ms = this.#startMs - SKEW_MS; dayOf(ms) <= end; ms += DAY_MS) days.push(dayOf(ms));
    return days;
  }
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 'YYYY-MM-DD'.length);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
