import type { BadKind } from './bad-kinds.ts';

/** A record that was sent and is not accounted for yet. Moments are in milliseconds, by the run's clock. */
export interface Flight {
  /** Undefined: a good record. */
  readonly kind: BadKind | undefined;
  readonly dueAt: number;
  /** When the put was called that brought it in. */
  readonly putAt: number;
}

/** What a record of ours has once it is accounted for. */
const SETTLED = Symbol('settled');

/** Takes what was seen of a record: its flight, unless something was seen of it before. */
export type Observer = (flight: Flight | undefined) => void;

interface Early {
  readonly seenAt: number;
  readonly observer: Observer;
}

/**
 * Tells the records of this run from those of others, by their ids. A prediction may be read before the answer to
 * its put is there: what is seen of an unknown id is kept until all puts that were under way then have ended.
 */
export class InFlight {
  readonly #records = new Map<string, Flight | typeof SETTLED>();
  /** The puts that are under way. */
  readonly #puts = new Set<{ readonly beganAt: number }>();
  readonly #early = new Map<string, Early[]>();
  #count = 0;
  /** Predictions and rejections of records that are not of this run. */
  foreign = 0;

  /** Records that are not accounted for. */
  get count(): number {
    return this.#count;
  }

  /** Takes note of a put. @returns what to call once its records were added */
  putBegan(beganAt: number): () => void {
    const put = { beganAt };
    this.#puts.add(put);
    return () => {
      this.#puts.delete(put);
      this.#forgetEarly();
    };
  }

  /** What was seen before every put under way began is none of theirs, and so none of ours. */
  #forgetEarly(): void {
    const oldest = this.#puts.values().reduce((least, { beganAt }) => Math.min(least, beganAt), Infinity);
    for (const [id, seen] of this.#early) {
      if (seen[0]!.seenAt >= oldest) continue;
      this.#early.delete(id);
      this.foreign += seen.length;
    }
  }

  /** Takes a record of ours; what was seen of it before is handed over now. */
  add(id: string, flight: Flight): void {
    this.#records.set(id, flight);
    this.#count++;
    const seen = this.#early.get(id) ?? [];
    this.#early.delete(id);
    for (const { seenAt, observer } of seen) this.observe(id, seenAt, observer);
  }

  has(id: string): boolean {
    return this.#records.has(id);
  }

  /** Hands over what was seen of an id, once it is known to be ours; of others' nothing. */
  observe(id: string, seenAt: number, observer: Observer): void {
    const record = this.#records.get(id);
    if (record === undefined) {
      const seen = this.#early.get(id) ?? [];
      if (this.#puts.size === 0) this.foreign++;
      else this.#early.set(id, [...seen, { seenAt, observer }]);
      return;
    }
    if (record !== SETTLED) {
      this.#records.set(id, SETTLED);
      this.#count--;
    }
    observer(record === SETTLED ? undefined : record);
  }

  /** The records that are not accounted for. */
  *flights(): Generator<Flight> {
    for (const record of this.#records.values()) if (record !== SETTLED) yield record;
  }
}
