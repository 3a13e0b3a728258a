import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deaggregate } from '../../../../lambdas/inference/decode/aggregate.ts';
import { aggregateOf, sealed } from '../records.ts';

function texts(bytes: Buffer): string[] | string | undefined {
  const subs = deaggregate(bytes);
  return Array.isArray(subs)
    ? subs.map(({ from, to }) => bytes.toString('utf8', from, to))
    : (subs as undefined);
}

/** A message of one record with these fields. */
function record(write: (writer: BinaryWriter) => void, partitionKey = 'k'): Buffer {
  const writer = new BinaryWriter().tag(1, WireType.LengthDelimited).string(partitionKey);
  writer.tag(3, WireType.LengthDelimited).fork();
  write(writer);
  return sealed(writer.join().finish());
}

describe('deaggregate', () => {
  it('gives the records in their order, each with its partition key and place', () => {
    const bytes = aggregateOf(['one', '', 'three'], { partitionKeys: ['a', 'b'], keyIndex: (i) => i % 2 });
    expect(texts(bytes)).toEqual(['one', '', 'three']);
    const subs = deaggregate(bytes);
    expect(subs).toMatchObject([
      { place: 0, partitionKey: 'a' },
      { place: 1, partitionKey: 'b' },
      { place: 2, partitionKey: 'a' },
    ]);
  });

  it('takes anything else for an ordinary record, a wrong checksum too', () => {
    expect(deaggregate(Buffer.from('{"a":1}'))).toBeUndefined();
    expect(deaggregate(aggregateOf(['one'], { checksum: Buffer.alloc(16) }))).toBeUndefined();
    expect(deaggregate(aggregateOf(['one']).subarray(0, 12))).toBeUndefined();
  });

  it('reads at most 10,000 records', () => {
    expect(deaggregate(aggregateOf(Array(10_000).fill('{}')))).toHaveLength(10_000);
    expect(deaggregate(aggregateOf(Array(10_001).fill('{}')))).toBe('aggregate-too-large');
    expect(deaggregate(aggregateOf(Array(100_000).fill('{}')))).toBe('aggregate-too-large');
  });

  it('skips the fields that it does not know', () => {
    const bytes = record((writer) => {
      writer.tag(1, WireType.Varint).uint64(0);
      writer.tag(3, WireType.LengthDelimited).string('data');
      writer.tag(4, WireType.LengthDelimited).string('a tag');
      writer.tag(9, WireType.Bit32).fixed32(7);
    });
    expect(texts(bytes)).toEqual(['data']);
  });

  it.each([
    ['no records', sealed(new Uint8Array())],
    ['bytes that are no protobuf', sealed(Uint8Array.of(0xff, 0xff, 0xff))],
    ['a record without data', record((writer) => writer.tag(1, WireType.Varint).uint64(0))],
    [
      'a record without a partition key',
      record((writer) => writer.tag(3, WireType.LengthDelimited).string('x')),
    ],
    ['a partition key that is not in the table', aggregateOf(['x'], { keyIndex: () => 7 })],
    ['a partition key beyond all numbers', aggregateOf(['x'], { keyIndex: () => 2 ** 53 - 1 })],
    ['an empty partition key, which PutRecords refuses', aggregateOf(['x'], { partitionKeys: [''] })],
    ['a partition key of 257 characters', aggregateOf(['x'], { partitionKeys: ['k'.repeat(257)] })],
    ['a record that ends after its aggregate', sealed(Uint8Array.of(0x0a, 1, 0x6b, 0x1a, 0x7f, 0x08, 0x00))],
    [
      'data that ends after its record',
      sealed(Uint8Array.of(0x0a, 1, 0x6b, 0x1a, 4, 0x08, 0, 0x1a, 9, 1, 2, 3, 4)),
    ],
  ])('calls %s malformed', (_, bytes) => {
    expect(deaggregate(bytes)).toBe('aggregate-malformed');
  });

  it('never throws, and keeps every record within the bytes, whatever the message', () => {
    const message = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.tuple(fc.nat(), fc.nat({ max: 255 })).map(([at, byte]) => {
        const whole = aggregateOf(['{"a":1}', '{"b":2}']).subarray(4, -16);
        return whole.with(at % whole.length, byte);
      }),
    );
    fc.assert(
      fc.property(message, (bytes) => {
        const subs = deaggregate(sealed(bytes));
        if (!Array.isArray(subs)) return;
        for (const { from, to } of subs) expect(4 <= from && from <= to && to <= bytes.length + 4).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
