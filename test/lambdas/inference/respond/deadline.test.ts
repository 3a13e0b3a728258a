import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../../../lambdas/inference/respond/backoff.ts';
import { deadlineOf } from '../../../../lambdas/inference/respond/deadline.ts';

describe('the deadline', () => {
  it.each([
    [900_000, 720_000],
    [60_000, 48_000],
    [20_000, 15_000],
    [10_000, 5_000],
    [3_000, 1_500],
  ])('of an invocation with %i ms left leaves %i ms for work', (remainingMs, workMs) => {
    expect(deadlineOf(1_000, remainingMs)).toEqual({
      stopAtMs: 1_000 + workMs,
      endAtMs: 1_000 + remainingMs,
    });
  });
});

describe('the wait before a repeat', () => {
  it('may be anything from nothing to twice as long as the time before, up to 3 s', () => {
    expect([1, 2, 3, 4].map((failures) => backoffMs(failures, 0.999999))).toEqual(
      [50, 100, 200, 400].map((most) => expect.closeTo(most, 2)),
    );
    expect(backoffMs(255, 0.5)).toBe(1_500);
    expect(backoffMs(7, 0)).toBe(0);
  });
});
