import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BatchDecoder, type DecodedBatch } from '../../../../lambdas/inference/decode/decode-batch.ts';
import { NO_ROW } from '../../../../lambdas/inference/decode/record-table.ts';
import type { Signature } from '../../../../lib/contract/signature.ts';
import { wineRecord, wineSignature } from '../../../support/signatures.ts';
import { aggregateOf, eventOf, FIRST_SEQUENCE } from '../records.ts';
import { recordData, SIGNATURES } from './record-arbitraries.ts';
import { type Answer, bitsOf, REJECTED, slowAnswer } from './rules.ts';

const signature = wineSignature();
const good = (alcohol: number) => JSON.stringify(wineRecord([alcohol, 0.5, 0.25]));

function alcohols({ rows, rowCount }: DecodedBatch): number[] {
  return Array.from({ length: rowCount }, (_, row) => rows[3 * row]!);
}

function rowsOf({ records }: DecodedBatch): number[] {
  return [...records.row.subarray(0, records.count)];
}

/** What a decoder says of each record of a batch. */
function answersOf(decoder: BatchDecoder, { features }: Signature, batch: readonly Uint8Array[]): Answer[] {
  const { records, rejections, rows, missing } = decoder.decode(eventOf(batch));
  const { carried } = records;
  return batch.map((_, record) => {
    const row = records.row[record]!;
    const rejected = rejections.find((rejection) => rejection.record === record);
    if (row === NO_ROW || rejected) {
      const { record: _record, ...rejection } = rejected!;
      return { rejection, ...REJECTED };
    }
    return {
      rejection: undefined,
      bits: bitsOf(rows.subarray(row * features.length, (row + 1) * features.length)),
      carried: carried.bytes.toString('utf8', carried.from(record), carried.to(record)),
      defaulted: [...features.keys()].filter((column) => missing?.has(row, column)),
    };
  });
}

describe('batch after batch of one decoder', () => {
  it.each(SIGNATURES.map((signature, i) => [i, signature] as const))(
    'each record is what the rules say of it alone (signature %i)',
    (_, signature) => {
      const batches = fc.array(fc.array(recordData(signature), { minLength: 1, maxLength: 3 }), {
        minLength: 2,
        maxLength: 4,
      });
      fc.assert(
        fc.property(batches, (sequence) => {
          const decoder = new BatchDecoder(signature);
          for (const batch of sequence) {
            expect(answersOf(decoder, signature, batch)).toEqual(
              batch.map((data) => slowAnswer(signature, data)),
            );
          }
        }),
        { numRuns: 1_500 },
      );
    },
  );

  it('a feature that the record at the same place had before is filled with its default', () => {
    const optional = wineSignature({
      features: [
        { name: 'alcohol', type: 'number' },
        { name: 'volatile acidity', type: 'number', default: 0.75 },
        { name: 'sulphates', type: 'number' },
      ],
    });
    const decoder = new BatchDecoder(optional);
    decoder.decode(eventOf([good(1)]));
    const { rows } = decoder.decode(eventOf(['{"wine_features":{"alcohol":2,"sulphates":0.25}}']));
    expect([...rows]).toEqual([2, 0.75, 0.25]);
  });
});

describe('a batch', () => {
  it('becomes rows without gaps; rejected records have none', () => {
    const batch = new BatchDecoder(signature).decode(eventOf([good(1), 'no', good(2), '{}', good(3)]));
    expect(alcohols(batch)).toEqual([1, 2, 3]);
    expect(rowsOf(batch)).toEqual([0, NO_ROW, 1, NO_ROW, 2]);
    expect(batch.rejections).toEqual([
      { record: 1, reason: 'not-json' },
      { record: 3, reason: 'missing-features', field: 'wine_features', came: 'missing' },
    ]);
  });

  it('takes aggregates apart: sub-records have their own keys, data and places, and the sequence number of all', () => {
    const aggregate = aggregateOf([good(2), 'no', good(3)], {
      partitionKeys: ['a', 'b'],
      keyIndex: (i) => i % 2,
    });
    const { records, ...batch } = new BatchDecoder(signature).decode(eventOf([good(1), aggregate, good(4)]));
    expect(alcohols({ records, ...batch })).toEqual([1, 2, 3, 4]);
    const all = [0, 1, 2, 3, 4];
    expect(all.map((record) => records.subSequenceNumber(record))).toEqual([null, 0, 1, 2, null]);
    expect(all.map((record) => records.partitionKey(record))).toEqual(['key-0', 'a', 'b', 'a', 'key-2']);
    expect(all.map((record) => BigInt(records.sequenceNumber(record)) - FIRST_SEQUENCE)).toEqual([
      0n,
      1n,
      1n,
      1n,
      2n,
    ]);
    expect(Buffer.from(records.data(2), 'base64').toString()).toBe('no');
    expect(records.predictionId(2)).toBe(`weir-input:shardId-000000000006:${FIRST_SEQUENCE + 1n}:1`);
    expect(records.predictionId(4)).toBe(`weir-input:shardId-000000000006:${FIRST_SEQUENCE + 2n}:-`);
  });

  it('rejects an aggregate that is too large, malformed or altered as one record', () => {
    const batch = new BatchDecoder(signature).decode(
      eventOf([
        aggregateOf(Array(10_001).fill('{}')),
        aggregateOf([]),
        aggregateOf([good(1)], { checksum: Buffer.alloc(16) }),
        good(1),
      ]),
    );
    expect(batch.rejections).toEqual([
      { record: 0, reason: 'aggregate-too-large' },
      { record: 1, reason: 'aggregate-malformed' },
      { record: 2, reason: 'aggregate-checksum' },
    ]);
    expect(batch.records.subSequenceNumber(0)).toBeNull();
    expect(alcohols(batch)).toEqual([1]);
  });

  it('does not take an aggregate in an aggregate apart', () => {
    const batch = new BatchDecoder(signature).decode(
      eventOf([aggregateOf([aggregateOf([good(1)]), good(2)])]),
    );
    expect(batch.rejections).toEqual([{ record: 0, reason: 'aggregate-checksum' }]);
    expect(alcohols(batch)).toEqual([2]);
  });

  it('leaves what has no room for the next delivery: 100,000 records at most', () => {
    const full = aggregateOf(Array(10_000).fill(good(1)));
    const { records } = new BatchDecoder(signature).decode(eventOf([...Array(10).fill(full), full, good(1)]));
    expect(records.count).toBe(100_000);
    expect(records.unreadFrom).toBe(10);
  });

  it('shares no memory with the batch after it', () => {
    const decoder = new BatchDecoder(signature);
    const first = decoder.decode(eventOf([good(1)]));
    decoder.decode(eventOf([JSON.stringify({ ...wineRecord([9, 9, 9]), customer_id: 999 })]));
    expect(alcohols(first)).toEqual([1]);
    const { bytes } = first.records.carried;
    expect(bytes.toString('utf8', 0, first.records.carried.to(0))).toBe('"customer_id":123,');
  });
});
