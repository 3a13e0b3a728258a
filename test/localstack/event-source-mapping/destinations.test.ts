import { describe, expect, test } from 'vitest';
import { failedBatchSchema } from '../../../lib/contract/failed-batch.ts';
import { DirectoryStore } from '../../../lib/registry/adapters/directory.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../../lib/registry/object-store.ts';
import {
  type Discard,
  failedBatchOf,
} from '../../../localstack/event-source-mapping/destinations/failed-batch.ts';
import { messageDestination } from '../../../localstack/event-source-mapping/destinations/message-destination.ts';
import { s3Destination } from '../../../localstack/event-source-mapping/destinations/s3-destination.ts';
import { encodeEvent, encodeRecord } from '../../../localstack/event-source-mapping/kinesis-event.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { deliver, reported } from './delivery-world.ts';
import { CRASH, FIRST, FUNCTION_ARN, MAPPING_ID, STREAM_ARN, SUCCESS } from './mapping-world.ts';

const SOURCE = { eventSourceArn: STREAM_ARN, region: 'us-east-1', invokeIdentityArn: 'role' };
const ORIGIN = { shardId: FIRST, streamArn: STREAM_ARN, functionArn: FUNCTION_ARN };

const RECORDS = ['Grüße', '"quoted"\n'].map((text, index) =>
  encodeRecord(
    {
      data: Buffer.from(text),
      partitionKey: 'k',
      sequenceNumber: `4950${index}`,
      arrivedAt: new Date(Date.UTC(2026, 0, 1, 11, 0, index, 500)),
    },
    FIRST,
    SOURCE,
  ),
);

const DISCARD: Discard = {
  records: RECORDS,
  condition: 'RetryAttemptsExhausted',
  invocations: 4,
  lastAnswer: 'failed',
  at: new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 678)),
  requestId: '0f8fad5b-d9cb-469f-a165-70867728950e',
};
const FAILED = failedBatchOf(DISCARD, ORIGIN);
const METADATA = {
  requestContext: {
    requestId: '0f8fad5b-d9cb-469f-a165-70867728950e',
    functionArn: FUNCTION_ARN,
    condition: 'RetryAttemptsExhausted',
    approximateInvokeCount: 4,
  },
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  version: '1.0',
  timestamp: '2026-01-02T03:04:05.678Z',
  KinesisBatchInfo: {
    shardId: FIRST,
    startSequenceNumber: '49500',
    endSequenceNumber: '49501',
    approximateArrivalOfFirstRecord: '2026-01-01T11:00:00.500Z',
    approximateArrivalOfLastRecord: '2026-01-01T11:00:01.500Z',
    batchSize: 2,
    streamArn: STREAM_ARN,
  },
};

async function bodyOf(store: ObjectStore, key: string): Promise<string> {
  const stored = await store.get(key);
  if (stored === undefined || stored === NOT_MODIFIED) throw new Error(`${key} is not there`);
  return Buffer.from(stored.body).toString();
}

describe('S3', () => {
  test('gets one object under the documented key: the metadata, and the whole event as escaped JSON text', async () => {
    const store = new DirectoryStore(await temporaryDirectory());
    await s3Destination(store).send({ mappingId: MAPPING_ID, batch: FAILED });
    const listed = await Array.fromAsync(store.list('aws/lambda/'));
    expect(listed.map(({ key }) => key)).toEqual([
      `aws/lambda/${MAPPING_ID}/${FIRST}/2026/01/02/2026-01-02T03.04.05-0f8fad5b-d9cb-469f-a165-70867728950e`,
    ]);
    const object = JSON.parse(await bodyOf(store, listed[0]!.key));
    expect(object).toEqual({ ...METADATA, payload: encodeEvent(RECORDS) });
    expect(failedBatchSchema.parse(object)).toEqual(object);
    expect(JSON.parse(object.payload).Records[1].kinesis.data).toBe(
      Buffer.from('"quoted"\n').toString('base64'),
    );
  });

  test('a batch that is sent again, because the answer was lost, is one object', async () => {
    const store = new DirectoryStore(await temporaryDirectory());
    const destination = s3Destination(store);
    await destination.send({ mappingId: MAPPING_ID, batch: FAILED });
    await destination.send({ mappingId: MAPPING_ID, batch: FAILED });
    expect(await Array.fromAsync(store.list(''))).toHaveLength(1);
  });

  test('never takes another batch under the same key for its own', async () => {
    const destination = s3Destination(new DirectoryStore(await temporaryDirectory()));
    await destination.send({ mappingId: MAPPING_ID, batch: FAILED });
    const other = failedBatchOf({ ...DISCARD, records: RECORDS.slice(0, 1) }, ORIGIN);
    await expect(destination.send({ mappingId: MAPPING_ID, batch: other })).rejects.toThrow(
      'is another batch',
    );
  });
});

test('SQS and SNS get the same message without the payload', async () => {
  const bodies: string[] = [];
  const destination = messageDestination({ send: async (body) => void bodies.push(body) });
  await destination.send({ mappingId: MAPPING_ID, batch: FAILED });
  expect(bodies.map((body) => JSON.parse(body))).toEqual([METADATA]);
});

describe('the message', () => {
  test('names the version or alias of the function', () => {
    const functionArn = FUNCTION_ARN.replace('$LATEST', 'live');
    const message = failedBatchOf(DISCARD, { ...ORIGIN, functionArn });
    expect(message.responseContext?.executedVersion).toBe('live');
  });

  test('of records that were never delivered has no response', () => {
    const message = failedBatchOf({ ...DISCARD, invocations: 0, lastAnswer: undefined }, ORIGIN);
    expect(message).not.toHaveProperty('responseContext');
  });

  test('of records that the function handed back names no function error', async () => {
    const { sent } = await deliver({
      records: 1,
      settings: { maximumRetryAttempts: 1 },
      answer: () => reported(0),
    });
    expect(sent[0]).toMatchObject({ requestContext: { approximateInvokeCount: 2 } });
    expect(sent[0]?.responseContext).toEqual({ statusCode: 200, executedVersion: '$LATEST' });
  });

  test('counts the invocations that had the records, those before a split included', async () => {
    const { sent } = await deliver({
      records: 4,
      settings: { bisectBatchOnFunctionError: true, maximumRetryAttempts: 2 },
      answer: (places) => (places.includes(3) ? CRASH : SUCCESS),
    });
    expect(sent[0]?.requestContext.approximateInvokeCount).toBe(5);
    expect(sent[0]?.KinesisBatchInfo).toMatchObject({
      startSequenceNumber: '1003',
      endSequenceNumber: '1003',
      batchSize: 1,
    });
  });
});

describe('a destination that fails', () => {
  const exhausted = { maximumRetryAttempts: 0 };

  test('is asked again until it takes the batch, and the checkpoint moves only then', async () => {
    const { sent, destinationAttempts, done, events } = await deliver({
      records: 2,
      settings: exhausted,
      answer: () => CRASH,
      destinationFails: (attempt) => attempt < 5,
    });
    expect([destinationAttempts, sent.length]).toEqual([6, 1]);
    expect(done).toEqual([2]);
    expect(events.map(({ type }) => type)).toEqual([
      'invoked',
      ...Array.from({ length: 5 }, () => 'destination-failed'),
      'discarded',
    ]);
  });

  test('keeps the records where they are when the mapping stops meanwhile', async () => {
    const { sent, done, destinationAttempts } = await deliver({
      records: 2,
      settings: exhausted,
      answer: () => CRASH,
      destinationFails: () => true,
      stopAfter: 1,
    });
    expect([destinationAttempts, sent.length, done]).toEqual([1, 0, []]);
  });
});

test('without a destination the records are dropped, and an event says that they are lost', async () => {
  const { events, done } = await deliver({
    records: 2,
    settings: { maximumRetryAttempts: 0 },
    answer: () => CRASH,
    destination: 'none',
  });
  expect(events.at(-1)).toEqual({
    type: 'discarded',
    records: 2,
    condition: 'RetryAttemptsExhausted',
    kept: false,
  });
  expect(done).toEqual([2]);
});
