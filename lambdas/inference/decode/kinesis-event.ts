import type { ReplayRequest } from '../../../lib/contract/replay.ts';

/**
 * What an event source mapping hands to the function: only the fields that are read.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export interface KinesisEvent {
  /** 1 to 10,000 records of one shard, in ascending order of their sequence numbers. */
  readonly Records: readonly KinesisEventRecord[];
  /** Set when a person replays the records. */
  readonly replay?: ReplayRequest;
}

export interface KinesisEventRecord {
  /** `<shard id>:<sequence number>`, always: with the stream's name it is the prediction's id. */
  readonly eventID: string;
  /** Of the stream, or of an enhanced fan-out consumer: `arn:…:stream/<name>[/consumer/…]`. */
  readonly eventSourceARN: string;
  readonly kinesis: {
    readonly partitionKey: string;
    /** Up to 129 decimal digits: compare as BigInt. */
    readonly sequenceNumber: string;
    /** Base64. */
    readonly data: string;
    /** Seconds since 1970, with a fraction. */
    readonly approximateArrivalTimestamp: number;
  };
}

/** The stream that a record came from. */
export function streamNameOf(record: KinesisEventRecord): string {
  const resource = record.eventSourceARN.split(':').slice(5).join(':');
  return resource.split('/')[1] ?? resource;
}

/** The shard that a record came from. */
export function shardIdOf(record: KinesisEventRecord): string {
  const { eventID } = record;
  const colon = eventID.indexOf(':');
  return colon < 0 ? eventID : eventID.slice(0, colon);
}

/** The last millisecond of the year 9999, the last that ISO 8601 writes with four digits. */
const LAST_INSTANT_MS = 253_402_300_799_999;

/** When a record arrived in its stream, in whole milliseconds since 1970. */
export function arrivalMsOf(record: KinesisEventRecord): number {
  const ms = Math.round(record.kinesis.approximateArrivalTimestamp * 1000);
  return ms >= 0 && ms <= LAST_INSTANT_MS ? ms : 0;
}

/** The same as ISO 8601 in UTC. */
export function arrivedAtOf(record: KinesisEventRecord): string {
  return new Date(arrivalMsOf(record)).toISOString();
}
