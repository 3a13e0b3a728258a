import { predictionId, type RecordOrigin } from '../../../lib/contract/prediction.ts';
import { arrivedAtOf, type KinesisEvent, shardIdOf, streamNameOf } from './kinesis-event.ts';

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
  /** The event's record that each came in. */
  source: Int32Array;
  /** The row that answers it, or NO_ROW. */
  row: Int32Array;
  /** Where its carried keys end in `carried`; they begin where those of the record before end. */
  carriedEnd: Int32Array;
  /** The carried keys of all records: of each, `"key":value,` in JSON as UTF-8, in the signature's order. */
  carried: Buffer;
  /** What only sub-records of aggregates have; undefined in a batch without aggregates. */
  subs: SubRecords | undefined;

  constructor(event: KinesisEvent, carriedBytes: number) {
    const capacity = event.Records.length;
    this.event = event;
    this.source = new Int32Array(capacity);
    this.row = new Int32Array(capacity);
    this.carriedEnd = new Int32Array(capacity);
    this.carried = Buffer.allocUnsafe(carriedBytes);
  }

  /** The sequence number of the Kinesis record: a sub-record has its parent's. */
  sequenceNumber(record: number): string {
    return this.event.Records[this.source[record]!]!.kinesis.sequenceNumber;
  }

  /** The producer's partition key: of a sub-record, the one it had before it was aggregated. */
  partitionKey(record: number): string {
    return this.subs?.partitionKey[record] ?? this.event.Records[this.source[record]!]!.kinesis.partitionKey;
  }

  /** The place within an aggregate, or null. */
  subSequenceNumber(record: number): number | null {
    const place = this.subs?.place[record] ?? -1;
    return place < 0 ? null : place;
  }

  origin(record: number): RecordOrigin {
    const parent = this.event.Records[this.source[record]!]!;
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
    return arrivedAtOf(this.event.Records[this.source[record]!]!);
  }

  /** The record's own data, base64: of a sub-record its part. */
  data(record: number): string {
    const parent = this.event.Records[this.source[record]!]!.kinesis.data;
    if (this.subSequenceNumber(record) === null || this.subs === undefined) return parent;
    const bytes = Buffer.from(parent, 'base64');
    return bytes.toString('base64', this.subs.from[record], this.subs.to[record]);
  }
}

/** Columns of the sub-records, as long as the table's. */
export interface SubRecords {
  /** The place within the aggregate, −1 for a record that is none. */
  readonly place: number[];
  readonly partitionKey: (string | undefined)[];
  /** Where its data is within the parent's. */
  readonly from: number[];
  readonly to: number[];
}
