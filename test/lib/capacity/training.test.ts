import { expect, test } from 'vitest';
import { PRICES } from '../../../lib/capacity/prices.ts';
import { trainingCost } from '../../../lib/capacity/training.ts';

test('a run is charged its CPU, its memory and the public addresses of its tasks, of which Spot makes none cheaper', () => {
  const { run } = trainingCost(PRICES['us-east-1']!);
  // 2 vCPU, 4 GB and an address for an hour, of which two workers take two, and beginning and end a fifth.
  const taskHour = 2 * 0.04048 + 4 * 0.004445;
  expect(run.usd).toBeCloseTo(2.2 * (taskHour + 0.005), 9);
  expect(run.spotUsd).toBeCloseTo((0.3 * 2 + 0.2) * taskHour + 2.2 * 0.005, 9);
  expect(run.how).toContain('$0.005 for a public address');
});
