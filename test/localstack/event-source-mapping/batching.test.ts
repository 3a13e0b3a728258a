import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EVENT_MAX_BYTES } from '../../../lib/contract/limits.ts';
import { BatchBuffer, type BatchLimits } from '../../../localstack/event-source-mapping/batching.ts';
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

function buffer(limits: BatchLimits, records: readonly EncodedRecord[]): BatchBuffer {
  const filled = new BatchBuffer(limits);
  for (const each of records) filled.add(each, 0);
  return filled;
}

test('a batch has batchSize records at most', () => {
  const waiting = buffer(
    { records: 100, windowMs: 0 },
    Array.from({ length: 250 }, () => record(1)),
  );
  expect([waiting.take(0).length, waiting.take(0).length, waiting.take(0).length]).toEqual([100, 100, 50]);
});

test('a payload stays under 6 MB, measured to the byte', () => {
  const records = Array.from({ length: 30 }, (_, index) => record(700_000 + index));
  const waiting = buffer({ records: 10_000, windowMs: 10_000 }, records);
  expect(waiting.dueInMs(0)).toBe(0);
  const { length } = waiting.take(0);
  expect(Buffer.byteLength(encodeEvent(records.slice(0, length)))).toBeLessThanOrEqual(EVENT_MAX_BYTES);
  expect(Buffer.byteLength(encodeEvent(records.slice(0, length + 1)))).toBeGreaterThan(EVENT_MAX_BYTES);
});

test('a record over the payload limit goes alone', () => {
  const waiting = buffer({ records: 100, windowMs: 10_000 }, [record(5_000_000), record(1)]);
  expect(waiting.dueInMs(0)).toBe(0);
  expect(waiting.take(0)).toHaveLength(1);
});

test('without a window, a batch is due as soon as a record waits', () => {
  const waiting = new BatchBuffer({ records: 100, windowMs: 0 });
  expect(waiting.dueInMs(0)).toBeUndefined();
  waiting.add(record(1), 0);
  expect(waiting.dueInMs(0)).toBe(0);
});

test('the window runs from the first record, and a full batch does not wait for its end', () => {
  const waiting = new BatchBuffer({ records: 3, windowMs: 1_000 });
  waiting.add(record(1), 5_000);
  waiting.add(record(1), 5_600);
  expect(waiting.dueInMs(5_700)).toBe(300);
  waiting.add(record(1), 5_800);
  waiting.add(record(1), 5_800);
  expect(waiting.dueInMs(5_800)).toBe(0);
  expect(waiting.take(5_800)).toHaveLength(3);
  expect(waiting.dueInMs(5_900)).toBe(900);
});

test('whatever comes in goes out once, in order, in batches within the limits', () => {
  const limits = fc.record({
    records: fc.integer({ min: 1, max: 20 }),
    payloadBytes: fc.integer({ min: 1, max: 5_000 }),
  });
  /** Records of so many bytes, or a batch taken in between. */
  const steps = fc.array(fc.oneof(fc.integer({ min: 0, max: 2_000 }), fc.constant('take')), {
    maxLength: 200,
  });
  fc.assert(
    fc.property(limits, steps, ({ records, payloadBytes }, script) => {
      const waiting = new BatchBuffer({ records, payloadBytes, windowMs: 0 });
      const given: EncodedRecord[] = [];
      const taken: EncodedRecord[] = [];
      const take = () => {
        const batch = waiting.take(0);
        expect(batch.length).toBeLessThanOrEqual(records);
        if (batch.length > 1) expect(Buffer.byteLength(encodeEvent(batch))).toBeLessThanOrEqual(payloadBytes);
        taken.push(...batch);
        return batch.length;
      };
      for (const step of script) {
        if (step === 'take') take();
        else waiting.add(given[given.push(record(Number(step), given.length + 1)) - 1]!, 0);
        const left = given.slice(taken.length);
        expect([waiting.length, waiting.first]).toEqual([left.length, left[0]]);
        expect(waiting.bytes).toBe(left.reduce((sum, { bytes }) => sum + bytes, 0));
      }
      while (waiting.length > 0) expect(take()).toBeGreaterThan(0);
      expect(taken).toEqual(given);
    }),
  );
});
