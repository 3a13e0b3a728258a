import { keys } from '../../../lib/contract/keys.ts';
import { type ObjectStore, PreconditionFailed } from '../../../lib/registry/object-store.ts';
import type { Evaluation } from '../evaluate.ts';
import type { DoneRecords } from './done-records.ts';
import { predictionLine } from './prediction-line.ts';

/** So many bytes of lines are written at once, whatever the interval. */
const FULL_BYTES = 8 * 1_048_576;

/** Lines beyond this, when writing fails for long, are not kept. */
const MAX_BYTES = 2 * FULL_BYTES;

interface LogObject {
  readonly key: string;
  readonly body: Uint8Array;
}

/**
 * The optional log of predictions: lines of an hour are gathered and written as an object of their own, again and
 * again. An object has a random key, so one that is there already is our own, whose answer was lost.
 */
export class PredictionLog {
  readonly #model: string;
  readonly #randomId: () => string;
  readonly #lines = new Map<string, string[]>();
  /** To be written as they are, until they are. */
  readonly #sealed = new Set<LogObject>();
  #openBytes = 0;
  #sealedBytes = 0;
  #lostLines = 0;

  constructor(model: string, randomId: () => string) {
    this.#model = model;
    this.#randomId = randomId;
  }

  get isFull(): boolean {
    return this.#openBytes >= FULL_BYTES;
  }

  add(evaluation: Evaluation, done: DoneRecords): void {
    const lineOf = predictionLine(evaluation);
    if (lineOf === undefined) return;
    const lines = this.#lines.get(done.hour) ?? [];
    this.#lines.set(done.hour, lines);
    for (let i = 0; i < done.count; i++) {
      if (this.#openBytes + this.#sealedBytes >= MAX_BYTES) {
        this.#lostLines += done.count - i;
        return;
      }
      const line = lineOf(done.recordAt(i), done.rows[i]!);
      lines.push(line);
      this.#openBytes += line.length;
    }
  }

  takeLostLines(): number {
    const lost = this.#lostLines;
    this.#lostLines = 0;
    return lost;
  }

  /** Writes what there is. @throws what the store throws: what was not written stays, to be tried again */
  async write(store: Pick<ObjectStore, 'create'>): Promise<void> {
    this.#seal();
    const failures: unknown[] = [];
    for (const object of this.#sealed) {
      await this.#create(store, object).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }

  #seal(): void {
    for (const [hour, lines] of this.#lines) {
      if (lines.length === 0) continue;
      const body = Buffer.from(lines.join(''));
      this.#sealed.add({ key: keys.predictions(this.#model, hour, this.#randomId()), body });
      this.#sealedBytes += body.length;
    }
    this.#lines.clear();
    this.#openBytes = 0;
  }

  async #create(store: Pick<ObjectStore, 'create'>, object: LogObject): Promise<void> {
    try {
      await store.create(object.key, object.body);
    } catch (error) {
      if (!(error instanceof PreconditionFailed)) throw error;
    }
    if (this.#sealed.delete(object)) this.#sealedBytes -= object.body.length;
  }
}
