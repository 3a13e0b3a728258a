import { expect, test } from 'vitest';
import { seededRandom } from '../../../../training/random.ts';
import { inRuns, shuffledBatches, stepsPerRun } from '../../../../training/trainers/neural/batches.ts';
import { prepare, samplesOf } from '../../../../training/trainers/neural/samples.ts';
import { STEP } from '../../../../training/trainers/neural/step-graph.ts';
import { clouds } from './problems.ts';

const rows = clouds([20, 3], 2);
const samples = samplesOf(rows, prepare(rows, 'balanced'));
const BATCH = 5;

test('an epoch has every row once, and the weights of each batch add up to 1', () => {
  const epoch = shuffledBatches(samples, BATCH, seededRandom(1));
  const weights = epoch[STEP.weights]!;
  expect(weights.dims).toEqual([5, BATCH, 1]);
  for (let step = 0; step < 5; step++) {
    const own = weights.data.subarray(step * BATCH, (step + 1) * BATCH);
    expect(own.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 6);
  }
  const values = epoch[STEP.rows]!.data;
  const seen = Array.from({ length: 23 }, (_, at) => values.subarray(2 * at, 2 * at + 2).join());
  const all = Array.from({ length: 23 }, (_, row) => samples.values.subarray(2 * row, 2 * row + 2).join());
  expect(seen.toSorted()).toEqual(all.toSorted());
});

test('rows that fill up the last batch count for nothing', () => {
  const epoch = shuffledBatches(samples, BATCH, seededRandom(1));
  expect([...epoch[STEP.weights]!.data.subarray(23)]).toEqual([0, 0]);
  expect([...epoch[STEP.targets]!.data.subarray(46)]).toEqual([0, 0, 0, 0]);
});

test('a rare class weighs more in its batch when classes are balanced', () => {
  const epoch = shuffledBatches(samples, 23, seededRandom(1));
  const [weights, targets] = [epoch[STEP.weights]!.data, epoch[STEP.targets]!.data];
  const rare = weights.filter((_, row) => targets[2 * row + 1]! > 0);
  expect(rare.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(0.5, 5);
});

test('the runs of an epoch hold its steps in their order', () => {
  const epoch = shuffledBatches(samples, BATCH, seededRandom(1));
  const runs = inRuns(epoch, 2);
  expect(runs.map((run) => run[STEP.rows]!.dims)).toEqual([
    [2, BATCH, 2],
    [2, BATCH, 2],
    [1, BATCH, 2],
  ]);
  for (const name of [STEP.rows, STEP.targets, STEP.weights]) {
    expect(runs.flatMap((run) => [...run[name]!.data])).toEqual([...epoch[name]!.data]);
  }
});

test('a run has fewer steps the larger the network, and one at least', () => {
  expect(stepsPerRun(200, 2_000)).toBeGreaterThan(100);
  expect(stepsPerRun(200, 100_000)).toBeLessThan(20);
  expect(stepsPerRun(100_000, 1_000_000)).toBe(1);
});
