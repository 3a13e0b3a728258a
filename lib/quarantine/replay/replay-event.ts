import { REPLAY_FIELD, type ReplayRequest } from '../../contract/replay.ts';
import { type Entry, kindOf } from '../entry.ts';
import type { Mended, Mender } from '../fix/mend.ts';
import type { Original } from '../original.ts';

/** Records of one event at most: an answer names each of them, and a failure costs no more than these. */
export const REPLAY_MAX_RECORDS = 500;

/** Bytes of an event at most; Lambda takes 6 MB, and a single record with its base64 is 1.4. */
export const REPLAY_MAX_BYTES = 4 * 1_048_576;

/** A record on its way to the function. */
export interface ReplayRecord {
  readonly entry: Entry;
  /** In the shape of Lambda's events, as JSON text. */
  readonly json: string;
  /** Undefined without a fix. */
  readonly mended: Mended | undefined;
}

/** Records that go in one event: of one shard, since the function answers with one checkpoint. */
export interface ReplayEvent {
  /** At least one, in stream order. */
  readonly records: readonly ReplayRecord[];
}

/** A record as the event source mapping handed it over, with its data mended where the fix says so. */
export function replayRecord(entry: Entry, original: Original, mend: Mender | undefined): ReplayRecord {
  const mended = mend?.(Buffer.from(original.data, 'base64'));
  const data = mended?.kind === 'mended' ? mended.data.toString('base64') : original.data;
  const arn = original.streamArn ?? streamArn(original.streamName);
  const json = JSON.stringify({
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey: original.partitionKey,
      sequenceNumber: original.sequenceNumber,
      data,
      approximateArrivalTimestamp: Date.parse(original.arrivedAt) / 1000,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `${original.shardId}:${original.sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    awsRegion: arn.split(':')[3],
    eventSourceARN: arn,
  });
  return { entry, json, mended };
}

/** The quarantine knows a stream by its name, and so do ids: region and account are of no consequence. */
function streamArn(streamName: string): string {
  return `arn:aws:kinesis:us-east-1:000000000000:stream/${streamName}`;
}

/** The payload of an invocation, as JSON text. */
export function encodeReplay({ records }: ReplayEvent, dryRun: boolean): string {
  const places = records.map(({ entry }) => entry.subSequenceNumber);
  const request: ReplayRequest = {
    quarantined: kindOf(records[0]!.entry) === 'quarantine',
    ...(dryRun && { dryRun }),
    ...(places.some((place) => place !== null) && { subSequenceNumbers: places }),
  };
  const list = records.map(({ json }) => json).join(',');
  return `{"Records":[${list}],"${REPLAY_FIELD}":${JSON.stringify(request)}}`;
}

/** Groups records, in their order, into events. @param maxRecords of one event, up to REPLAY_MAX_RECORDS */
export async function* replayEvents(
  records: AsyncIterable<ReplayRecord>,
  maxRecords: number,
): AsyncGenerator<ReplayEvent> {
  let pending: ReplayRecord[] = [];
  let bytes = 0;
  for await (const record of records) {
    const more = Buffer.byteLength(record.json) + 1;
    const isFull = pending.length >= maxRecords || bytes + more > REPLAY_MAX_BYTES;
    if (pending.length > 0 && (isFull || !belongTogether(pending[0]!.entry, record.entry))) {
      yield { records: pending };
      pending = [];
      bytes = 0;
    }
    pending.push(record);
    bytes += more;
  }
  if (pending.length > 0) yield { records: pending };
}

function belongTogether(a: Entry, b: Entry): boolean {
  return a.streamName === b.streamName && a.shardId === b.shardId && kindOf(a) === kindOf(b);
}
