import { expect, test } from 'vitest';
import { planOf } from '../../../lib/capacity/plan.ts';
import { DEFAULT_WORKLOAD, RANGES, resolveWorkload } from '../../../lib/capacity/workload.ts';
import { UserError } from '../../../lib/contract/errors.ts';

type Given = Parameters<typeof resolveWorkload>[0];

function refusalOf(given: Partial<Given>): string {
  try {
    planOf(resolveWorkload({ rps: 5_000, recordBytes: 600, ...given }));
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('it was not refused');
}

test.each([
  [{ rps: 0 }, '--rps is 0; expected a number from 0.01 to 10,000,000 (records/s)'],
  [{ rps: -3 }, '--rps is -3; expected a number from 0.01 to 10,000,000 (records/s)'],
  [{ rps: Number.NaN }, '--rps is NaN; expected a number from 0.01 to 10,000,000 (records/s)'],
  [
    { recordBytes: 2_000_000 },
    '--record-bytes is 2000000; expected a whole number from 1 to 1,048,576 (bytes)',
  ],
  [{ memory: 64 }, '--memory is 64; expected a whole number from 128 to 10,240 (MB)'],
  [{ batchSize: 1.5 }, '--batch-size is 1.5; expected a whole number from 1 to 10,000 (records)'],
  [{ retention: 12 }, '--retention is 12; expected a whole number from 24 to 8,760 (hours)'],
  [{ model: 'oracle' as 'svm' }, '--model is "oracle"; expected svm, forest, mlp'],
  [{ keys: 2, hottestKeyShare: 0.1 }, 'with --keys 2 the most frequent key has at least 0.5 of the records'],
  [{ recordBytes: 1_048_576 }, 'a record with its partition key is 1,048,612 bytes; Kinesis takes 1,048,576'],
  [{ recordsPerAggregate: 2_000 }, 'at most 1718 records of 600 bytes fit, so lower --records-per-aggregate'],
  [{ classes: 10_000, outputBytes: 1_048_576 }, 'a prediction with its partition key is 1,048,612 bytes'],
  [{ region: 'Ireland' }, 'There are prices of us-east-1, eu-central-1, ap-northeast-1'],
  [{ region: 'constructor' }, '--region is "constructor"; expected an AWS region'],
  [{ region: 'eu-central-1', mode: 'on-demand' }, 'no on-demand price of eu-central-1'],
  [{ region: 'eu-central-1', retention: 48 }, 'no price of eu-central-1 for records kept longer'],
  [
    { region: 'ap-northeast-1', mode: 'on-demand', retention: 48 },
    'no price of ap-northeast-1 for records kept longer',
  ],
] as const)('%j is refused with what came and what is allowed', (given, message) => {
  expect(refusalOf(given)).toContain(message);
});

test('all that is wrong is told at once', () => {
  const message = refusalOf({ rps: 0, memory: 64 });
  expect(message).toContain('--rps');
  expect(message).toContain('--memory');
});

test('what is left out has a default within its range', () => {
  const workload = resolveWorkload({ rps: 1, recordBytes: 1 });
  expect(workload).toEqual({ ...DEFAULT_WORKLOAD, rps: 1, recordBytes: 1 });
  expect(Object.keys(DEFAULT_WORKLOAD)).toEqual(expect.arrayContaining(Object.keys(RANGES).slice(2)));
});
