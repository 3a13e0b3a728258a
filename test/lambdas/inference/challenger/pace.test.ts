import { expect, test } from 'vitest';
import { Pace } from '../../../../lambdas/inference/challenger/pace.ts';

test('of a model that never ran, a few rows are tried', () => {
  expect(new Pace().rowsWithin(0.1)).toBe(8);
});

test('as many rows are run as fit into the time', () => {
  const pace = new Pace();
  pace.learn(8, 4);
  expect(pace.rowsWithin(50)).toBe(100);
});

test('a model whose shortest run is longer than the time is not run', () => {
  const pace = new Pace();
  pace.learn(8, 1000);
  expect(pace.rowsWithin(900)).toBe(0);
  expect(pace.rowsWithin(1000)).toBeGreaterThanOrEqual(1);
});
