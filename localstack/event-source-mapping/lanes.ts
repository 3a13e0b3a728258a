import type { EventSourceMappingSettings } from '../../lib/contract/event-source-mapping.ts';
import { EVENT_MAX_BYTES } from '../../lib/contract/limits.ts';
import type { LaneMarks } from './checkpoints/checkpoint-store.ts';
import type { EncodedRecord } from './kinesis-event.ts';
import { Lane } from './lane.ts';
import { laneOfKey } from './lane-of-key.ts';
import { isAfter } from './sequence-numbers.ts';

/**
 * The lanes of a shard: as many as the parallelization factor, each key in one of them. Lambda's documents say
 * that up to so many batches of a shard are in flight and that order holds per key, and no more: the lanes, how
 * they share the memory and how their checkpoints join are our reading.
 *
 * What waits is bounded: beyond a full batch for each lane (by records or by bytes) nothing is read. So a lane
 * that is stuck fills the room in the end, and then the others wait with it.
 */
export class Lanes {
  readonly #lanes: readonly Lane[];
  readonly #maxRecords: number;
  readonly #maxBytes: number;
  #lastRead: string | null;

  /** @param after the record up to which all were done before this run */
  constructor(
    settings: Pick<
      EventSourceMappingSettings,
      'batchSize' | 'maximumBatchingWindowInSeconds' | 'parallelizationFactor'
    >,
    after: string | null,
  ) {
    const { batchSize, parallelizationFactor, maximumBatchingWindowInSeconds } = settings;
    const limits = { records: batchSize, windowMs: maximumBatchingWindowInSeconds * 1000 };
    this.#lanes = Array.from({ length: parallelizationFactor }, () => new Lane(limits));
    this.#maxRecords = parallelizationFactor * batchSize;
    this.#maxBytes = parallelizationFactor * EVENT_MAX_BYTES;
    this.#lastRead = after;
  }

  /** The last record that was read; null when none ever was. */
  get lastRead(): string | null {
    return this.#lastRead;
  }

  /** True when nothing waits and nothing is in flight. */
  get empty(): boolean {
    return this.#lanes.every((lane) => !lane.busy && lane.waiting.length === 0);
  }

  /** False when enough waits. */
  get hasRoom(): boolean {
    let [records, bytes] = [0, 0];
    for (const { waiting } of this.#lanes) {
      records += waiting.length;
      bytes += waiting.bytes;
    }
    return records < this.#maxRecords && bytes < this.#maxBytes;
  }

  /** Takes a record in, in the order of the shard. */
  add(record: EncodedRecord, nowMs: number): void {
    const lane = this.#lanes[laneOfKey(record.partitionKey, this.#lanes.length)]!;
    lane.waiting.add({ ...record, before: this.#lastRead }, nowMs);
    this.#lastRead = record.sequenceNumber;
  }

  /** Passes over a record that an earlier run has done. */
  skip(sequenceNumber: string): void {
    this.#lastRead = sequenceNumber;
  }

  /** The lanes whose next batch may go. @param ending whatever waits is a batch: nothing more comes */
  due(nowMs: number, ending: boolean): readonly Lane[] {
    return this.#lanes.filter(
      (lane) => !lane.busy && lane.waiting.length > 0 && (ending || lane.waiting.dueInMs(nowMs) === 0),
    );
  }

  /** How long until a lane that is free has a batch that may go; undefined when none waits. */
  dueInMs(nowMs: number): number | undefined {
    const times = this.#lanes.filter((lane) => !lane.busy).map((lane) => lane.waiting.dueInMs(nowMs));
    const known = times.filter((time) => time !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  /** The record up to which all are done: the one before the first that is not. */
  get lowWater(): string | null {
    const open = this.#lanes.flatMap((lane) => lane.first ?? []);
    if (open.length === 0) return this.#lastRead;
    return open.reduce((lowest, record) =>
      isAfter(lowest.sequenceNumber, record.sequenceNumber) ? record : lowest,
    ).before;
  }

  get marks(): LaneMarks {
    return this.#lanes.map((lane) => lane.mark);
  }
}
