import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EVENT_MAX_BYTES } from '../../../lib/contract/limits.ts';
import { BatchBuffer, measureBatch } from '../../../localstack/event-source-mapping/batching.ts';
import {
  type EncodedRecord,
  encodeEvent,
  encodeRecord,
} from '../../../localstack/event-source-mapping/kinesis-event.ts';

const SOURCE = {
  eventSourceArn: 'arn:aws:kinesis:eu-west-1:123456789012:stream/s',
  region: 'eu-west-1',
  invokeIdentityArn: 'arn',
};

function record(bytes: number, sequence = 1): EncodedRecord {
  return encodeRecord(
    {
      data: Buffer.alloc(bytes, 'ä'),
      partitionKey: 'schlüssel',
      sequenceNumber: String(sequence),
      arrivedAt: new Date(0),
    },
    'shardId-0',
    SOURCE,
  );
}

test('a batch has batchSize records at most', () => {
  const records = Array.from({ length: 250 }, () => record(1));
  expect(measureBatch(records, { records: 100, windowMs: 0 })).toEqual({ count: 100, full: true });
});

test('a payload stays under 6 MB, measured to the byte', () => {
  const records = Array.from({ length: 30 }, (_, index) => record(700_000 + index));
  const { count, full } = measureBatch(records, { records: 10_000, windowMs: 0 });
  expect(full).toBe(true);
  expect(Buffer.byteLength(encodeEvent(records.slice(0, count)))).toBeLessThanOrEqual(EVENT_MAX_BYTES);
  expect(Buffer.byteLength(encodeEvent(records.slice(0, count + 1)))).toBeGreaterThan(EVENT_MAX_BYTES);
});

test('a record over the payload limit goes alone', () => {
  const records = [record(5_000_000), record(1)];
  expect(measureBatch(records, { records: 100, windowMs: 0 })).toEqual({ count: 1, full: true });
});

test('without a window, a batch is due as soon as a record waits', () => {
  const buffer = new BatchBuffer({ records: 100, windowMs: 0 });
  expect(buffer.dueInMs(0)).toBeUndefined();
  buffer.add([record(1)], 0);
  expect(buffer.dueInMs(0)).toBe(0);
});

test('the window runs from the first record, and a full batch does not wait for its end', () => {
  const buffer = new BatchBuffer({ records: 3, windowMs: 1_000 });
  buffer.add([record(1)], 5_000);
  buffer.add([record(1)], 5_600);
  expect(buffer.dueInMs(5_700)).toBe(300);
  buffer.add([record(1), record(1)], 5_800);
  expect(buffer.dueInMs(5_800)).toBe(0);
  expect(buffer.take(5_800)).toHaveLength(3);
  expect(buffer.dueInMs(5_900)).toBe(900);
});

test('whatever comes in goes out once, in order, in batches within the limits', () => {
  const limits = fc.record({
    records: fc.integer({ min: 1, max: 20 }),
    payloadBytes: fc.integer({ min: 1, max: 5_000 }),
  });
  const pages = fc.array(fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 30 }), { maxLength: 10 });
  fc.assert(
    fc.property(limits, pages, ({ records, payloadBytes }, sizes) => {
      const buffer = new BatchBuffer({ records, payloadBytes, windowMs: 0 });
      let sequence = 0;
      const given = sizes.flatMap((page) => {
        const added = page.map((bytes) => record(bytes, ++sequence));
        buffer.add(added, 0);
        return added;
      });
      const taken: EncodedRecord[] = [];
      while (buffer.length > 0) {
        const batch = buffer.take(0);
        expect(batch.length).toBeGreaterThan(0);
        expect(batch.length).toBeLessThanOrEqual(records);
        if (batch.length > 1) expect(Buffer.byteLength(encodeEvent(batch))).toBeLessThanOrEqual(payloadBytes);
        taken.push(...batch);
      }
      expect(taken).toEqual(given);
    }),
  );
});
