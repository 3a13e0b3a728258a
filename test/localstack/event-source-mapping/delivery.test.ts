import { describe, expect, test } from 'vitest';
import { deliver, reported } from './delivery-world.ts';
import { CRASH, SUCCESS, THROTTLED, TIMEOUT } from './mapping-world.ts';

const BAD_ANSWER = { status: 'returned', payload: '{"batchItemFailures":[{"itemIdentifier":""}]}' } as const;

describe('retries', () => {
  test('pauses between failures double, up to ten seconds', async () => {
    const { pausesMs } = await deliver({
      records: 3,
      answer: (_places, invocation) => (invocation < 7 ? CRASH : SUCCESS),
    });
    expect(pausesMs).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  test('pauses begin anew when the checkpoint moves', async () => {
    const answers = [CRASH, CRASH, CRASH, reported(1), CRASH, SUCCESS];
    const { pausesMs } = await deliver({ records: 3, answer: (_places, i) => answers[i]! });
    expect(pausesMs).toEqual([500, 1_000, 2_000, 500, 500]);
  });

  test('the checkpoint is the last record before the reported one, and moves only when one is done', async () => {
    const answers = [reported(0), reported(2), CRASH, SUCCESS];
    const { done, deliveries } = await deliver({ records: 3, answer: (_places, i) => answers[i]! });
    expect(done).toEqual([2, 1]);
    expect(deliveries).toEqual([[0, 1, 2], [0, 1, 2], [2], [2]]);
  });

  test.each([0, 1, 5])(
    'maximumRetryAttempts %i: one delivery and as many retries, then given up',
    async (retries) => {
      const { deliveries, kept, done } = await deliver({
        records: 3,
        settings: { maximumRetryAttempts: retries },
        answer: () => CRASH,
      });
      expect(deliveries).toEqual(Array.from({ length: 1 + retries }, () => [0, 1, 2]));
      expect(kept).toEqual([[0, 1, 2]]);
      expect(done).toEqual([3]);
    },
  );

  test('maximumRetryAttempts -1: tried without end', async () => {
    const { deliveries, kept } = await deliver({
      records: 1,
      answer: (_places, invocation) => (invocation < 200 ? CRASH : SUCCESS),
    });
    expect(deliveries).toHaveLength(201);
    expect(kept).toEqual([]);
  });

  test('the count of retries starts again when the checkpoint moves', async () => {
    const answers = [CRASH, CRASH, reported(1), CRASH, CRASH, reported(2), CRASH, CRASH, CRASH];
    const { deliveries, kept } = await deliver({
      records: 3,
      settings: { maximumRetryAttempts: 2 },
      answer: (_places, i) => answers[i]!,
    });
    expect(deliveries).toHaveLength(9);
    expect(kept).toEqual([[2]]);
  });

  test('what a partial response leaves comes again even with no retries: the checkpoint moved', async () => {
    const { deliveries, kept } = await deliver({
      records: 4,
      settings: { maximumRetryAttempts: 0 },
      answer: (places) => (places.length > 1 ? reported(places[0]! + 1) : SUCCESS),
    });
    expect(deliveries).toEqual([[0, 1, 2, 3], [1, 2, 3], [2, 3], [3]]);
    expect(kept).toEqual([]);
  });

  test('reporting the first record is a retry', async () => {
    const { deliveries, kept } = await deliver({
      records: 3,
      settings: { maximumRetryAttempts: 1 },
      answer: () => reported(0),
    });
    expect(deliveries).toHaveLength(2);
    expect(kept).toEqual([[0, 1, 2]]);
  });

  test.each([
    ['a crash', CRASH],
    ['a time-out', TIMEOUT],
    ['an answer that means nothing', BAD_ANSWER],
  ])('%s uses up a retry and fails the whole batch', async (_name, answer) => {
    const { deliveries, kept } = await deliver({
      records: 2,
      settings: { maximumRetryAttempts: 1 },
      answer: () => answer,
    });
    expect([deliveries.length, kept]).toEqual([2, [[0, 1]]]);
  });
});

describe('throttles', () => {
  test('a throttled batch is retried without using up retries, with pauses that grow', async () => {
    const { deliveries, pausesMs, kept, events } = await deliver({
      records: 2,
      settings: { maximumRetryAttempts: 0 },
      answer: (_places, invocation) => (invocation < 6 ? THROTTLED : SUCCESS),
    });
    expect(deliveries).toHaveLength(7);
    expect(pausesMs).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000]);
    expect(kept).toEqual([]);
    expect(events.filter((event) => event.type === 'throttled')).toHaveLength(6);
  });

  test('a throttle splits nothing', async () => {
    const { deliveries } = await deliver({
      records: 4,
      settings: { bisectBatchOnFunctionError: true },
      answer: (_places, invocation) => (invocation < 2 ? THROTTLED : SUCCESS),
    });
    expect(deliveries.map((places) => places.length)).toEqual([4, 4, 4]);
  });

  test('throttles between failures leave the count of retries as it was', async () => {
    const answers = [CRASH, THROTTLED, THROTTLED, CRASH, THROTTLED, CRASH];
    const { deliveries, sent } = await deliver({
      records: 1,
      settings: { maximumRetryAttempts: 2 },
      answer: (_places, i) => answers[i]!,
    });
    expect(deliveries).toHaveLength(6);
    expect(sent[0]?.requestContext.approximateInvokeCount).toBe(3);
  });

  test('throttles are bounded by the age of the records alone', async () => {
    const { sent, atMs } = await deliver({
      records: 2,
      settings: { maximumRecordAgeInSeconds: 60 },
      answer: () => THROTTLED,
    });
    expect(Math.max(...atMs)).toBeGreaterThan(40_000);
    expect(Math.max(...atMs)).toBeLessThanOrEqual(60_000);
    expect(sent[0]).toMatchObject({
      requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 0 },
    });
    expect(sent[0]).not.toHaveProperty('responseContext');
  });
});

describe('bisect on function error', () => {
  const bisects = { bisectBatchOnFunctionError: true };

  test('halves: the first until it is done, then the second', async () => {
    const { deliveries, done } = await deliver({
      records: 5,
      settings: bisects,
      answer: (places) => (places.length > 2 ? CRASH : SUCCESS),
    });
    expect(deliveries).toEqual([[0, 1, 2, 3, 4], [0, 1, 2], [0, 1], [2], [3, 4]]);
    expect(done).toEqual([2, 1, 2]);
  });

  test('a split uses up no retry and makes no pause', async () => {
    const { deliveries, pausesMs, kept } = await deliver({
      records: 4,
      settings: { ...bisects, maximumRetryAttempts: 0 },
      answer: (places) => (places.length > 1 ? CRASH : SUCCESS),
    });
    expect(deliveries).toEqual([[0, 1, 2, 3], [0, 1], [0], [1], [2, 3], [2], [3]]);
    expect(pausesMs).toEqual([0, 0, 0, 0, 0, 0]);
    expect(kept).toEqual([]);
  });

  test('a single record is not split: its failures are retries', async () => {
    const { deliveries, kept } = await deliver({
      records: 1,
      settings: { ...bisects, maximumRetryAttempts: 2 },
      answer: () => CRASH,
    });
    expect([deliveries.length, kept]).toEqual([3, [[0]]]);
  });

  test('a partial response splits at the reported record', async () => {
    const { deliveries } = await deliver({
      records: 6,
      settings: { ...bisects, maximumRetryAttempts: 0 },
      answer: (places, invocation) =>
        invocation === 0 ? reported(2) : places.length === 4 ? CRASH : SUCCESS,
    });
    expect(deliveries).toEqual([
      [0, 1, 2, 3, 4, 5],
      [2, 3, 4, 5],
      [2, 3],
      [4, 5],
    ]);
  });

  test('reporting the first record splits nothing and is a retry: there is no place before it', async () => {
    const { deliveries, kept, events } = await deliver({
      records: 4,
      settings: { ...bisects, maximumRetryAttempts: 1 },
      answer: () => reported(0),
    });
    expect(deliveries).toEqual([
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ]);
    expect(kept).toEqual([[0, 1, 2, 3]]);
    expect(events.filter((event) => event.type === 'bisected')).toEqual([]);
  });

  test('an answer that means nothing splits as a function error does', async () => {
    const { deliveries } = await deliver({
      records: 2,
      settings: bisects,
      answer: (places) => (places.length > 1 ? BAD_ANSWER : SUCCESS),
    });
    expect(deliveries).toEqual([[0, 1], [0], [1]]);
  });

  test('what is given up is what was delivered together; the other half goes on with all of its retries', async () => {
    const { deliveries, kept, done } = await deliver({
      records: 4,
      settings: { ...bisects, maximumRetryAttempts: 1 },
      answer: (places) => (places.includes(1) || places.includes(3) ? CRASH : SUCCESS),
    });
    expect(kept).toEqual([[1], [3]]);
    expect(deliveries).toEqual([[0, 1, 2, 3], [0, 1], [0], [1], [1], [2, 3], [2], [3], [3]]);
    expect(done).toEqual([1, 1, 1, 1]);
  });

  test('a split is told, with its halves', async () => {
    const { events } = await deliver({
      records: 5,
      settings: bisects,
      answer: (places) => (places.length === 5 ? CRASH : SUCCESS),
    });
    expect(events[1]).toEqual({ type: 'bisected', records: 5, halves: [3, 2] });
  });
});

describe('maximum record age', () => {
  const aged = { maximumRecordAgeInSeconds: 60 };

  test('records that are too old before the first delivery are given up, from the front on', async () => {
    const { deliveries, kept, sent, done } = await deliver({
      records: 4,
      agesSeconds: [62, 61, 60, 10],
      settings: aged,
      answer: () => SUCCESS,
    });
    expect(kept).toEqual([[0, 1]]);
    expect(deliveries).toEqual([[2, 3]]);
    expect(done).toEqual([2, 2]);
    expect(sent[0]?.requestContext).toMatchObject({
      condition: 'RecordAgeExceeded',
      approximateInvokeCount: 0,
    });
  });

  test('an old record behind a young one waits for its turn', async () => {
    const { deliveries, kept } = await deliver({
      records: 3,
      agesSeconds: [10, 70, 10],
      settings: aged,
      answer: (_places, invocation) => (invocation === 0 ? reported(1) : SUCCESS),
    });
    expect(deliveries).toEqual([[0, 1, 2], [2]]);
    expect(kept).toEqual([[1]]);
  });

  test('records that grow too old between deliveries are given up, the younger ones go on', async () => {
    const { kept, sent, deliveries } = await deliver({
      records: 2,
      agesSeconds: [55, 0],
      settings: aged,
      answer: (places) => (places.includes(0) ? CRASH : SUCCESS),
    });
    expect(kept).toEqual([[0]]);
    expect(deliveries.at(-1)).toEqual([1]);
    expect(sent[0]?.requestContext.approximateInvokeCount).toBe(deliveries.length - 1);
    expect(sent[0]?.responseContext?.functionError).toBe('Unhandled');
  });

  test('without a limit no record is too old', async () => {
    const { deliveries } = await deliver({ records: 1, agesSeconds: [10 ** 8], answer: () => SUCCESS });
    expect(deliveries).toEqual([[0]]);
  });
});

test('a stop ends the delivery after the invocation that runs', async () => {
  const { deliveries, kept } = await deliver({
    records: 2,
    settings: { maximumRetryAttempts: 5 },
    answer: () => CRASH,
    stopAfter: 2,
  });
  expect([deliveries.length, kept]).toEqual([2, []]);
});
