import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RecordLog } from './record-log.ts';

const anyRecord = fc.record({
  key: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
  // Some are larger than the first segment, and then than what is left of the next.
  data: fc.oneof(fc.uint8Array({ maxLength: 64 }), fc.constant(new Uint8Array(5_000_000).fill(7))),
});

test('records are read as they came, whatever their sizes', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 40 }), (records) => {
      const log = new RecordLog();
      for (const [index, { key, data }] of records.entries())
        expect(log.append(key, data, index)).toBe(index);
      for (const [index, { key, data }] of records.entries()) {
        const read = log.at(index);
        expect([read.partitionKey, read.arrivedAt]).toEqual([key, index]);
        expect(read.data.equals(data)).toBe(true);
        expect(log.bytes(index)).toBe(Buffer.byteLength(key) + data.length);
      }
    }),
    { numRuns: 30 },
  );
});

test('a time that runs backwards does not: arrivals ascend, and the first since a time is found', () => {
  const log = new RecordLog();
  for (const time of [10, 20, 15, 30]) log.append('k', Buffer.alloc(1), time);
  expect([0, 1, 2, 3].map((index) => log.arrivedAt(index))).toEqual([10, 20, 20, 30]);
  expect([0, 10, 11, 20, 31].map((time) => log.firstSince(time))).toEqual([0, 0, 1, 1, 4]);
});

test('a record takes little more than its own bytes, and nothing of the heap', () => {
  const [records, bytes] = [200_000, 500];
  const data = Buffer.alloc(bytes);
  const before = process.memoryUsage().arrayBuffers;
  const log = new RecordLog();
  for (let i = 0; i < records; i++) log.append(`key-${i}`, data, i);
  const taken = process.memoryUsage().arrayBuffers - before;
  expect(log.count).toBe(records);
  expect(taken / records).toBeLessThan(1.5 * bytes);
});
