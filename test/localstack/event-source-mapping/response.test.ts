import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readResponse } from '../../../localstack/event-source-mapping/response.ts';

const BATCH = ['101', '102', '103', '104'];
const items = (...identifiers: unknown[]) =>
  JSON.stringify({ batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })) });

describe('success', () => {
  test.each([
    ['nothing', ''],
    ['an empty string', '""'],
    ['null', 'null'],
    ['an empty list', '[]'],
    ['an empty object', '{}'],
    ['an empty batchItemFailures', '{"batchItemFailures":[]}'],
    ['a null batchItemFailures', '{"batchItemFailures":null}'],
    ['other keys alone', '{"statusCode":200}'],
  ])('%s', (_name, payload) => {
    expect(readResponse(payload, BATCH)).toEqual({ type: 'success' });
  });
});

describe('the whole batch failed', () => {
  test.each([
    ['an empty identifier', items('')],
    ['a null identifier', items(null)],
    ['a wrong key', '{"batchItemFailures":[{"sequenceNumber":"102"}]}'],
    ['an item that is null', '{"batchItemFailures":[null]}'],
    ['an identifier that is not in the batch', items('999')],
    ['one bad identifier beside good ones', items('103', '')],
    ['an identifier that is a number', items(102)],
    ['batchItemFailures that is no list', '{"batchItemFailures":"102"}'],
    ['text', '"done"'],
    ['a number', '1'],
    ['a list that is not empty', '[1]'],
    ['what is not JSON', '{"batchItemFailures":'],
  ])('%s', (_name, payload) => {
    expect(readResponse(payload, BATCH)).toMatchObject({ type: 'failure', reason: expect.any(String) });
  });
});

describe('partial failure', () => {
  test('the record that is named, and all after it, come again', () => {
    expect(readResponse(items('103'), BATCH)).toEqual({ type: 'partial', from: 2 });
  });

  test('the first record named means that nothing is done', () => {
    expect(readResponse(items('101'), BATCH)).toEqual({ type: 'partial', from: 0 });
  });

  test('of several the lowest is the checkpoint, in whatever order they are named', () => {
    fc.assert(
      fc.property(fc.subarray(BATCH, { minLength: 1 }), fc.nat(), (named, seed) => {
        const shuffled = named.toSorted(
          (a, b) => ((Number(a) * (seed % 97)) % 13) - ((Number(b) * (seed % 97)) % 13),
        );
        expect(readResponse(items(...shuffled), BATCH)).toEqual({
          type: 'partial',
          from: BATCH.indexOf(named[0]!),
        });
      }),
    );
  });

  test('sequence numbers are compared as they stand in the batch, not as text', () => {
    expect(readResponse(items('1000', '999'), ['999', '1000'])).toEqual({ type: 'partial', from: 0 });
  });
});

test('any text gets a verdict, and never one that is outside the batch', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (payload) => {
      const verdict = readResponse(payload, BATCH);
      expect(['success', 'partial', 'failure']).toContain(verdict.type);
    }),
  );
});
