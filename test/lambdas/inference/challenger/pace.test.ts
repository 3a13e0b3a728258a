import { expect, test } from 'vitest';
import { Pace } from '../../../../lambdas/inference/challenger/pace.ts';

test('of a model that never ran, a few rows are tried', () => {
  expect(new Pace().rowsWithin(0.1)).toBe(8);
});

test('runs grow until they fill the time', () => {
  const pace = new Pace();
  const sizes: number[] = [];
  // A run takes 2 ms and 0.05 ms a row; there are 24 ms, of which half is aimed at.
  for (let i = 0; i < 30; i++) {
    sizes.push(Math.floor(pace.rowsWithin(24)));
    pace.learn(sizes.at(-1)!, 2 + 0.05 * sizes.at(-1)!);
  }
  expect(sizes.slice(0, 3)).toEqual([8, 16, 32]);
  expect(Math.max(...sizes)).toBeLessThan(2 * 210);
  for (const size of sizes.slice(-5)) expect(size).toBeGreaterThan(150);
  for (const size of sizes.slice(-5)) expect(size).toBeLessThan(210);
});

test('a model whose shortest run is longer than the time is not run', () => {
  const pace = new Pace();
  pace.learn(8, 1000);
  expect(pace.rowsWithin(900)).toBe(0);
  expect(pace.rowsWithin(1000)).toBeGreaterThanOrEqual(1);
});

test('a time that is too long for every batch is forgotten by and by', () => {
  const pace = new Pace();
  // The sandbox was frozen in the middle of the run.
  pace.learn(8, 60_000);
  let batches = 1;
  while (pace.rowsWithin(2) === 0 && batches < 2_000) batches++;
  expect(batches).toBeGreaterThan(200);
  expect(batches).toBeLessThan(600);
});
