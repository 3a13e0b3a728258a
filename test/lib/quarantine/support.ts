import { createHash } from 'node:crypto';
import { keys } from '../../../lib/contract/keys.ts';
import { predictionId } from '../../../lib/contract/prediction.ts';
import {
  type QuarantinedRecord,
  REJECTION_REASONS,
  type RejectionReason,
} from '../../../lib/contract/rejection.ts';
import { REPLAY_FIELD, type ReplayRejection, type ReplayRequest } from '../../../lib/contract/replay.ts';
import { readCatalogue } from '../../../lib/quarantine/catalogue.ts';
import type { Entry } from '../../../lib/quarantine/entry.ts';
import type { ReplayFunction, ReplayReply, ReplayTime } from '../../../lib/quarantine/replay/ports.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';

export const MODEL = 'sample';
const STREAM = 'weir-input';

/** A rejected record of shard 0; what is given goes before. */
export function rejected(
  sequenceNumber: number | string,
  given: Partial<QuarantinedRecord> = {},
): QuarantinedRecord {
  const reason: RejectionReason = given.reason ?? 'not-a-number';
  const record = {
    schema: 1 as const,
    reason,
    action: REJECTION_REASONS[reason],
    model: MODEL,
    version: 1,
    rejectedAt: '2026-11-21T05:00:00.000Z',
    streamName: STREAM,
    shardId: 'shardId-000000000000',
    sequenceNumber: String(sequenceNumber),
    subSequenceNumber: null,
    partitionKey: `key-${sequenceNumber}`,
    arrivedAt: '2026-11-21T04:59:59.123Z',
    data: base64('{"bad":true}'),
    ...given,
  };
  return { ...record, predictionId: given.predictionId ?? predictionId(record) };
}

export function base64(text: string | Uint8Array): string {
  return Buffer.from(text).toString('base64');
}

/** Writes an object of the quarantine and answers its key. */
export async function quarantineObject(
  store: ObjectStore,
  lines: readonly (QuarantinedRecord | string)[],
): Promise<string> {
  const body = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const key = keys.quarantine(
    MODEL,
    '2026-11-21',
    createHash('sha256').update(body).digest('hex').slice(0, 16),
  );
  await store.create(key, Buffer.from(`${body}\n`));
  return key;
}

/** A record of an event, as the event source mapping hands it over. */
export function eventRecord(
  sequenceNumber: number,
  data: string | Uint8Array,
  shard = 'shardId-000000000000',
) {
  return {
    eventID: `${shard}:${sequenceNumber}`,
    eventSourceARN: `arn:aws:kinesis:eu-west-1:123456789012:stream/${STREAM}`,
    kinesis: {
      partitionKey: `key-${sequenceNumber}`,
      sequenceNumber: String(sequenceNumber),
      data: base64(data),
      approximateArrivalTimestamp: 1_795_000_000.123,
    },
  };
}

/** A failed batch as Lambda writes it; the payload is an escaped JSON string unless it is given otherwise. */
export function failedBatch(records: readonly unknown[], given: Readonly<Record<string, unknown>> = {}) {
  return {
    requestContext: {
      requestId: 'id',
      functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:weir-inference:$LATEST',
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: 3,
    },
    version: '1.0',
    timestamp: '2026-11-21T06:00:00.000Z',
    KinesisBatchInfo: {
      shardId: 'shardId-000000000000',
      startSequenceNumber: '1',
      endSequenceNumber: '9',
      approximateArrivalOfFirstRecord: '2026-11-21T05:14:00.000Z',
      approximateArrivalOfLastRecord: '2026-11-21T05:14:01.000Z',
      batchSize: Math.max(1, records.length),
      streamArn: `arn:aws:kinesis:eu-west-1:123456789012:stream/${STREAM}`,
    },
    payload: JSON.stringify({ Records: records }),
    ...given,
  };
}

let batches = 0;

/** Writes an object of the destination and answers its key. */
export async function destinationObject(store: ObjectStore, content: unknown): Promise<string> {
  const key = keys.failedBatch(
    'mapping',
    'shardId-000000000000',
    new Date('2026-11-21T06:00:00Z'),
    String(++batches).padStart(6, '0'),
  );
  await store.create(key, Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)));
  return key;
}

export async function entriesOf(store: ObjectStore): Promise<readonly Entry[]> {
  return (await readCatalogue(store, MODEL)).entries;
}

/** A clock that only sleeping moves. */
export function virtualTime(): ReplayTime & { readonly slept: number[] } {
  let now = Date.parse('2026-11-21T07:00:00Z');
  let ids = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
    random: () => 0.5,
    randomId: () => `write-${++ids}-${Math.random()}`,
  };
}

export interface SentRecord {
  readonly predictionId: string;
  readonly data: string;
}

/**
 * Answers as the inference function does: predicts what is the JSON of an object whose "x" is a number. What it
 * was sent and what it put is there to be looked at.
 */
export class StandInFunction implements ReplayFunction {
  readonly events: (readonly SentRecord[])[] = [];
  readonly requests: ReplayRequest[] = [];
  /** Every prediction that was put, in order. */
  readonly put: string[] = [];
  version = 1;
  /** Asked before each event; what it answers is the reply. */
  instead: (event: readonly SentRecord[], number: number) => ReplayReply | undefined = () => undefined;

  async invoke(payload: string): Promise<ReplayReply> {
    const { Records, [REPLAY_FIELD]: request } = JSON.parse(payload) as {
      readonly Records: readonly ReturnType<typeof eventRecord>[];
      readonly [REPLAY_FIELD]: ReplayRequest;
    };
    const records = Records.map(({ eventID, kinesis }, i) => ({
      predictionId: `${STREAM}:${eventID}:${request.subSequenceNumbers?.[i] ?? '-'}`,
      data: Buffer.from(kinesis.data, 'base64').toString(),
    }));
    this.events.push(records);
    this.requests.push(request);
    return this.instead(records, this.events.length) ?? this.answer(records, request);
  }

  /** @param handedBack the place of the first record that is handed back */
  answer(records: readonly SentRecord[], request: ReplayRequest, handedBack = records.length): ReplayReply {
    const taken = records.slice(0, handedBack);
    const predicted = taken.filter(({ data }) => isGood(data)).map((record) => record.predictionId);
    const rejections: ReplayRejection[] = taken
      .filter(({ data }) => !isGood(data))
      .map((record) => ({ predictionId: record.predictionId, reason: 'not-a-number', field: 'x' }));
    if (!request.dryRun) this.put.push(...predicted);
    const batchItemFailures = records
      .slice(handedBack, handedBack + 1)
      .map((record) => ({ itemIdentifier: record.predictionId.split(':')[2]! }));
    return {
      status: 'returned',
      payload: JSON.stringify({
        batchItemFailures,
        replay: { version: this.version, predicted, rejected: rejections },
      }),
    };
  }
}

function isGood(data: string): boolean {
  try {
    return typeof JSON.parse(data)?.x === 'number';
  } catch {
    return false;
  }
}
