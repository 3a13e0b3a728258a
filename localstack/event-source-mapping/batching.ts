import { EVENT_MAX_BYTES } from '../../lib/contract/limits.ts';
import { ENVELOPE_BYTES, type EncodedRecord } from './kinesis-event.ts';

/** What closes a batch, whichever comes first. */
export interface BatchLimits {
  /** 1 to 10,000. */
  readonly records: number;
  /** Bytes of the whole payload. Default: 6 MB. */
  readonly payloadBytes?: number;
  /** How long a batch that is not full waits for more, from its first record on. 0: not at all. */
  readonly windowMs: number;
}

/**
 * Gathers records into batches, in their order. A batch has at least one record: one that is over the payload
 * limit by itself goes alone. Each record is looked at once, however many wait.
 */
export class BatchBuffer<R extends EncodedRecord = EncodedRecord> {
  readonly #limits: BatchLimits;
  readonly #maxBytes: number;
  /** Those before #start are taken; the array is cut when they are more than those that wait. */
  #records: R[] = [];
  #start = 0;
  #waitingBytes = 0;
  /** The next batch, as far as it is measured: its records, its payload, and whether another could still join. */
  #count = 0;
  #payloadBytes = ENVELOPE_BYTES;
  #full = false;
  #gatheringSinceMs = 0;

  constructor(limits: BatchLimits) {
    this.#limits = limits;
    this.#maxBytes = limits.payloadBytes ?? EVENT_MAX_BYTES;
  }

  /** Records that wait. */
  get length(): number {
    return this.#records.length - this.#start;
  }

  /** The bytes of the records that wait, as they stand in an event. */
  get bytes(): number {
    return this.#waitingBytes;
  }

  get first(): R | undefined {
    return this.#records[this.#start];
  }

  add(record: R, nowMs: number): void {
    if (this.length === 0) this.#gatheringSinceMs = nowMs;
    this.#records.push(record);
    this.#waitingBytes += record.bytes;
    this.#measure();
  }

  /** How long until a batch is due: 0 when one is, undefined when nothing waits. */
  dueInMs(nowMs: number): number | undefined {
    if (this.length === 0) return undefined;
    return this.#full ? 0 : Math.max(0, this.#gatheringSinceMs + this.#limits.windowMs - nowMs);
  }

  /** Takes the next batch, full or not; the window of what is left starts now. */
  take(nowMs: number): readonly R[] {
    const batch = this.#records.slice(this.#start, this.#start + this.#count);
    this.#start += this.#count;
    this.#waitingBytes -= batch.reduce((sum, record) => sum + record.bytes, 0);
    if (this.#start > this.length) {
      this.#records = this.#records.slice(this.#start);
      this.#start = 0;
    }
    this.#count = 0;
    this.#payloadBytes = ENVELOPE_BYTES;
    this.#full = false;
    this.#gatheringSinceMs = nowMs;
    this.#measure();
    return batch;
  }

  #measure(): void {
    while (!this.#full && this.#count < this.length) {
      const { bytes } = this.#records[this.#start + this.#count]!;
      // A comma comes before every record but the first.
      const payloadBytes = this.#payloadBytes + bytes + (this.#count > 0 ? 1 : 0);
      if (this.#count > 0 && payloadBytes > this.#maxBytes) {
        this.#full = true;
        return;
      }
      this.#count++;
      this.#payloadBytes = payloadBytes;
      this.#full = this.#count === this.#limits.records || payloadBytes >= this.#maxBytes;
    }
  }
}
