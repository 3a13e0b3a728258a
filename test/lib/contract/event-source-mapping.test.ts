import { describe, expect, test } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { LAMBDA_MAPPING, resolveMapping, WEIR_MAPPING } from '../../../lib/contract/event-source-mapping.ts';

test("what is left out has Lambda's defaults, or those that are given", () => {
  expect(resolveMapping({})).toEqual(LAMBDA_MAPPING);
  expect(resolveMapping({ batchSize: undefined }, WEIR_MAPPING)).toEqual(WEIR_MAPPING);
  expect(resolveMapping({ batchSize: 7 }, WEIR_MAPPING)).toEqual({ ...WEIR_MAPPING, batchSize: 7 });
});

describe('the ends of the ranges are allowed', () => {
  test.each([
    { batchSize: 1 },
    { batchSize: 10_000 },
    { maximumBatchingWindowInSeconds: 0 },
    { maximumBatchingWindowInSeconds: 300 },
    { parallelizationFactor: 1 },
    { parallelizationFactor: 10 },
    { maximumRetryAttempts: -1 },
    { maximumRetryAttempts: 0 },
    { maximumRetryAttempts: 10_000 },
    { maximumRecordAgeInSeconds: -1 },
    { maximumRecordAgeInSeconds: 60 },
    { maximumRecordAgeInSeconds: 604_800 },
    { startingPosition: 'LATEST' },
    { startingPosition: 'AT_TIMESTAMP', startingPositionTimestamp: 1_767_225_600.5 },
    { functionResponseTypes: ['ReportBatchItemFailures'] },
    { bisectBatchOnFunctionError: true },
  ])('%j', (given) => {
    expect(resolveMapping(given)).toEqual({ ...LAMBDA_MAPPING, ...given });
  });
});

describe('what Lambda would refuse is refused, with what came and what is allowed', () => {
  test.each([
    [{ batchSize: 0 }, 'batchSize is 0, but must be a whole number from 1 to 10000'],
    [{ batchSize: 10_001 }, 'batchSize is 10001, but must be'],
    [{ batchSize: 1.5 }, 'batchSize is 1.5, but must be'],
    [{ batchSize: '100' }, 'batchSize is "100", but must be'],
    [{ maximumBatchingWindowInSeconds: 301 }, 'must be a whole number from 0 to 300'],
    [{ parallelizationFactor: 0 }, 'must be a whole number from 1 to 10'],
    [{ parallelizationFactor: 11 }, 'must be a whole number from 1 to 10'],
    [{ maximumRetryAttempts: -2 }, 'must be -1 (no limit) or a whole number from 0 to 10000'],
    [{ maximumRetryAttempts: 10_001 }, 'maximumRetryAttempts is 10001, but must be -1'],
    [{ maximumRecordAgeInSeconds: 59 }, 'must be -1 (no limit) or a whole number from 60 to 604800'],
    [{ maximumRecordAgeInSeconds: 604_801 }, 'maximumRecordAgeInSeconds is 604801, but must be -1'],
    [{ startingPosition: 'NOW' }, 'must be TRIM_HORIZON, LATEST or AT_TIMESTAMP'],
    [{ startingPosition: 'AT_TIMESTAMP' }, 'startingPositionTimestamp is missing, but must be a time'],
    [{ startingPositionTimestamp: 1 }, 'startingPositionTimestamp is 1, but must be a time with'],
    [
      { functionResponseTypes: ['All'] },
      'functionResponseTypes is ["All"], but must be ["ReportBatchItemFailures"] or []',
    ],
    [
      { startingPosition: 'AT_TIMESTAMP', startingPositionTimestamp: -1 },
      'startingPositionTimestamp is -1, but must be seconds since 1970',
    ],
    [{ bisectBatchOnFunctionError: 'yes' }, 'must be true or false'],
    [{ batchsize: 7 }, 'there is no batchsize (the settings are batchSize,'],
    [[], 'expected an object such as {"batchSize": 100}'],
    [null, 'settings are null; expected an object'],
  ])('%j', (given, message) => {
    expect(() => resolveMapping(given)).toThrow(UserError);
    expect(() => resolveMapping(given)).toThrow(message);
  });
});
