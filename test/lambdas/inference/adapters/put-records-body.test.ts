import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { putRecordsBody } from '../../../../lambdas/inference/adapters/put-records-body.ts';
import { putEntries } from './put-entries.ts';

describe('the body of PutRecords', () => {
  it('is what JSON.stringify would make of it, for any keys and data', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1, maxLength: 20 }), (entries) => {
        const Records = entries.map(([PartitionKey, data]) => ({
          Data: Buffer.from(data).toString('base64'),
          PartitionKey,
        }));
        const body = putRecordsBody('weir-output', putEntries(entries)).toString();
        expect(body).toBe(JSON.stringify({ StreamName: 'weir-output', Records }));
      }),
      { numRuns: 500 },
    );
  });
});
