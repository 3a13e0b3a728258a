import type { StreamRecord } from '../../lib/streams/stream-client.ts';

/** What the event says of where its records come from. */
export interface EventSource {
  /** arn:aws:kinesis:<region>:<account>:stream/<name> */
  readonly eventSourceArn: string;
  readonly region: string;
  /** The function's role. */
  readonly invokeIdentityArn: string;
}

/** A record as it stands in an event: encoded once, so that its share of the payload is known exactly. */
export interface EncodedRecord {
  readonly sequenceNumber: string;
  readonly partitionKey: string;
  /** Milliseconds since 1970. */
  readonly arrivedAtMs: number;
  readonly json: string;
  readonly bytes: number;
}

/**
 * Encodes a record in the shape of Lambda's Kinesis events.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html#services-kinesis-event-example
 * @param shiftMs added to the arrival that the event tells, and to nothing else
 */
export function encodeRecord(
  record: StreamRecord,
  shardId: string,
  source: EventSource,
  shiftMs = 0,
): EncodedRecord {
  const arrivedAtMs = record.arrivedAt.getTime();
  const json = JSON.stringify({
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: record.partitionKey,
      sequenceNumber: record.sequenceNumber,
      data: Buffer.from(record.data.buffer, record.data.byteOffset, record.data.byteLength).toString(
        'base64',
      ),
      approximateArrivalTimestamp: (arrivedAtMs + shiftMs) / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${shardId}:${record.sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: source.invokeIdentityArn,
    awsRegion: source.region,
    eventSourceARN: source.eventSourceArn,
  });
  const { sequenceNumber, partitionKey } = record;
  return { sequenceNumber, partitionKey, arrivedAtMs, json, bytes: Buffer.byteLength(json) };
}

const OPEN = '{"Records":[';
const CLOSE = ']}';

/** The bytes of an event around its records. */
export const ENVELOPE_BYTES = OPEN.length + CLOSE.length;

/** The payload of an invocation, as JSON text. */
export function encodeEvent(records: readonly EncodedRecord[]): string {
  return OPEN + records.map((record) => record.json).join(',') + CLOSE;
}
