import { predictionId, type RecordOrigin } from '../../../lib/contract/prediction.ts';
import type { SubRecord } from './aggregate.ts';
import { CarriedColumn } from './carried-column.ts';
import {
  arrivedAtOf,
  type KinesisEvent,
  type KinesisEventRecord,
  shardIdOf,
  streamNameOf,
} from './kinesis-event.ts';

/** The row of a record that was rejected. */
export const NO_ROW = -1;

/**
 * The records of a batch as columns, aggregates taken apart: a batch of 10,000 makes no object per record. What
 * only a rejected record needs (its data, its origin) is worked out from the event when asked for.
 */
export class RecordTable {
  readonly event: KinesisEvent;
  /** How many records there are. */
  count = 0;
  /** The first record of the event that was not read since the batch was full, or the event's length. */
  unreadFrom: number;
  /** Of the event's records that were read: seconds since 1970, as the event has them. */
  earliestArrival = Number.POSITIVE_INFINITY;
  latestArrival = Number.NEGATIVE_INFINITY;
  /** The carried keys of each. */
  readonly carried: CarriedColumn;
  /** The event's record that each came in; longer than `count`. */
  source: Int32Array;
  /** The row that answers it, or NO_ROW; longer than `count`. */
  row: Int32Array;

  /** Its sub-record, when it came in an aggregate; undefined in a batch without any. */
  private subs: (SubRecord | undefined)[] | undefined;
  private lastAggregate: { readonly data: string; readonly bytes: Buffer } | undefined;

  constructor(event: KinesisEvent) {
    const capacity = event.Records.length;
    this.event = event;
    this.carried = new CarriedColumn(capacity);
    this.unreadFrom = capacity;
    this.source = new Int32Array(capacity);
    this.row = new Int32Array(capacity);
  }

  /** Adds a record without a row and gives its place. */
  add(source: number, sub?: SubRecord): number {
    if (this.count === this.source.length) this.grow();
    const record = this.count++;
    this.source[record] = source;
    this.row[record] = NO_ROW;
    if (sub) this.subs ??= [];
    if (this.subs) this.subs[record] = sub;
    return record;
  }

  /** A record of the event is read: looked at now, while it is in the processor's cache, its arrival costs nothing. */
  arrived({ kinesis: { approximateArrivalTimestamp: at } }: KinesisEventRecord): void {
    if (at < this.earliestArrival) this.earliestArrival = at;
    if (at > this.latestArrival) this.latestArrival = at;
  }

  /** The sequence number of the Kinesis record: a sub-record has its parent's. */
  sequenceNumber(record: number): string {
    return this.parent(record).kinesis.sequenceNumber;
  }

  /** The producer's partition key: of a sub-record, the one it had before it was aggregated. */
  partitionKey(record: number): string {
    return this.subs?.[record]?.partitionKey ?? this.parent(record).kinesis.partitionKey;
  }

  /** The place within an aggregate, or null. */
  subSequenceNumber(record: number): number | null {
    return this.subs?.[record]?.place ?? null;
  }

  origin(record: number): RecordOrigin {
    const parent = this.parent(record);
    return {
      streamName: streamNameOf(parent),
      shardId: shardIdOf(parent),
      sequenceNumber: parent.kinesis.sequenceNumber,
      subSequenceNumber: this.subSequenceNumber(record),
    };
  }

  predictionId(record: number): string {
    return predictionId(this.origin(record));
  }

  /** When it arrived, ISO 8601 in UTC. */
  arrivedAt(record: number): string {
    return arrivedAtOf(this.parent(record));
  }

  /** The record's own data, base64: of a sub-record its part. */
  data(record: number): string {
    const { data } = this.parent(record).kinesis;
    const sub = this.subs?.[record];
    return sub ? this.aggregate(data).toString('base64', sub.from, sub.to) : data;
  }

  /** The event's record that it came in. */
  parent(record: number): KinesisEventRecord {
    return this.event.Records[this.source[record]!]!;
  }

  /** The bytes of an aggregate, decoded once for all of its records that are asked for in a row. */
  private aggregate(data: string): Buffer {
    if (this.lastAggregate?.data !== data) this.lastAggregate = { data, bytes: Buffer.from(data, 'base64') };
    return this.lastAggregate.bytes;
  }

  private grow(): void {
    this.source = longer(this.source);
    this.row = longer(this.row);
  }
}

function longer(column: Int32Array): Int32Array {
  const grown = new Int32Array(Math.max(64, 2 * column.length));
  grown.set(column);
  return grown;
}
