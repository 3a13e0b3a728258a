import { expect, test } from 'vitest';
import { expectedDeliveries } from './halves.ts';

test('one record alone fails once, and once more for each retry', () => {
  expect(expectedDeliveries(1, 0, 0)).toEqual({ failing: 1, succeedingBefore: 0, succeedingAfter: 0 });
  expect(expectedDeliveries(1, 0, 2)).toEqual({ failing: 3, succeedingBefore: 0, succeedingAfter: 0 });
});

test('of three records the first half has two', () => {
  expect(expectedDeliveries(3, 0, 0)).toEqual({ failing: 3, succeedingBefore: 0, succeedingAfter: 2 });
  expect(expectedDeliveries(3, 1, 0)).toEqual({ failing: 3, succeedingBefore: 1, succeedingAfter: 1 });
  expect(expectedDeliveries(3, 2, 0)).toEqual({ failing: 2, succeedingBefore: 1, succeedingAfter: 0 });
});

test('of 10,000 records 13 or 14 cuts are made, wherever the poison is', () => {
  const cuts = Array.from({ length: 10_000 }, (_, i) => expectedDeliveries(10_000, i, 0).failing - 1);
  expect(new Set(cuts)).toEqual(new Set([13, 14]));
});
