import { BatchBuffer, type BatchLimits } from './batching.ts';
import type { EncodedRecord } from './kinesis-event.ts';

/** A record that waits or is delivered, and the one that was read before it from its shard, if any was. */
export interface QueuedRecord extends EncodedRecord {
  readonly before: string | null;
}

/** The records of some of a shard's keys, in their order; one batch of them is in flight at a time. */
export class Lane {
  readonly waiting: BatchBuffer<QueuedRecord>;
  #batch: readonly QueuedRecord[] = [];
  /** How many of the batch are done. */
  #done = 0;
  #busy = false;
  #mark: string | null = null;

  constructor(limits: BatchLimits) {
    this.waiting = new BatchBuffer(limits);
  }

  /** True while a batch is in flight. */
  get busy(): boolean {
    return this.#busy;
  }

  /** The last record that is done in this run, and all of the lane before it; null when none is. */
  get mark(): string | null {
    return this.#mark;
  }

  /** The first record that is not done; undefined when nothing is left. */
  get first(): QueuedRecord | undefined {
    return this.#batch[this.#done] ?? this.waiting.first;
  }

  /** Takes the next batch and hands it over until the promise settles. */
  async fly(nowMs: number, deliver: (batch: readonly QueuedRecord[]) => Promise<void>): Promise<void> {
    this.#batch = this.waiting.take(nowMs);
    this.#done = 0;
    this.#busy = true;
    try {
      await deliver(this.#batch);
    } finally {
      this.#busy = false;
    }
  }

  /** So many more of the batch in flight are done. */
  advance(records: number): void {
    this.#done += records;
    this.#mark = this.#batch[this.#done - 1]!.sequenceNumber;
    if (this.#done === this.#batch.length) {
      this.#batch = [];
      this.#done = 0;
    }
  }
}
