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
 * How many of the records, from the first on, make one batch: at least 1 (a record that is over the payload
 * limit by itself goes alone), and whether more could still join it.
 */
export function measureBatch(
  records: readonly EncodedRecord[],
  limits: BatchLimits,
): { readonly count: number; readonly full: boolean } {
  const maxBytes = limits.payloadBytes ?? EVENT_MAX_BYTES;
  let bytes = ENVELOPE_BYTES;
  for (const [count, record] of records.entries()) {
    // A comma comes before every record but the first.
    bytes += record.bytes + (count > 0 ? 1 : 0);
    if (count === limits.records || (count > 0 && bytes > maxBytes)) return { count, full: true };
  }
  return { count: records.length, full: records.length === limits.records || bytes >= maxBytes };
}

/** Gathers the records of one shard into batches, in their order. */
export class BatchBuffer {
  readonly #limits: BatchLimits;
  #records: EncodedRecord[] = [];
  #gatheringSinceMs = 0;

  constructor(limits: BatchLimits) {
    this.#limits = limits;
  }

  /** Records that wait. */
  get length(): number {
    return this.#records.length;
  }

  add(records: readonly EncodedRecord[], nowMs: number): void {
    if (this.#records.length === 0) this.#gatheringSinceMs = nowMs;
    this.#records = this.#records.concat(records);
  }

  /** How long until a batch is due: 0 when one is, undefined when nothing waits. */
  dueInMs(nowMs: number): number | undefined {
    if (this.#records.length === 0) return undefined;
    if (measureBatch(this.#records, this.#limits).full) return 0;
    return Math.max(0, this.#gatheringSinceMs + this.#limits.windowMs - nowMs);
  }

  /** Takes the next batch, full or not; the window of what is left starts now. */
  take(nowMs: number): readonly EncodedRecord[] {
    const { count } = measureBatch(this.#records, this.#limits);
    const batch = this.#records.slice(0, count);
    this.#records = this.#records.slice(count);
    this.#gatheringSinceMs = nowMs;
    return batch;
  }
}
