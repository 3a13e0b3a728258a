import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addLags, lagBin, medianLag } from '../../../monitoring/labels/lag.ts';
import { realised } from '../../../monitoring/labels/realised.ts';
import { addTallies, type Pair, TallyCounter, type Task } from '../../../monitoring/labels/tally.ts';

function tallyOf(task: Task, pairs: readonly Pair[]) {
  const counter = new TallyCounter(1, task);
  for (const pair of pairs) {
    counter.log();
    counter.add(pair);
  }
  return counter.tally();
}

const pair = (predicted: Pair['predicted'], truth: Pair['truth']): Pair => ({
  predicted,
  truth,
  lagSeconds: 60,
});

test("accuracy has Wilson's interval", () => {
  // 8 of 10: https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Wilson_score_interval
  const pairs = Array.from({ length: 10 }, (_, i) => pair(5, i < 8 ? 5 : 6));
  const found = realised([tallyOf('classification', pairs)])!;
  expect([found.value, found.low, found.high].map((value) => value.toFixed(4))).toEqual([
    '0.8000',
    '0.4902',
    '0.9433',
  ]);
});

test.each([
  [5, '5', 1],
  [5, '5.0', 1],
  [5, '', 0],
  ['05', '5', 0],
  ['5', 5, 1],
  ['good', 'good', 1],
])('a prediction of %j is right by a label of %j: %i', (predicted, truth, right) => {
  expect(tallyOf('classification', [pair(predicted, truth)]).right).toBe(right);
});

test('R² of a regression is what its definition says, and has a meaning only where labels differ', () => {
  const pairs = [pair(1, 1), pair(2, 3), pair(4, '5'), pair(6, 7)];
  expect(realised([tallyOf('regression', pairs)])?.value).toBeCloseTo(1 - 3 / 20, 12);
  expect(realised([tallyOf('regression', [pair(1, 2), pair(3, 2)])])).toBeNull();
  expect(tallyOf('regression', [pair(1, 'high'), pair(1, ''), pair(1, 1e200)])).toMatchObject({
    unusable: 3,
    labelled: 0,
  });
});

test('tallies of hours add up to that of all their labels', () => {
  const pairs = fc.array(
    fc.record({
      predicted: fc.integer({ min: -9, max: 9 }),
      truth: fc.integer({ min: -9, max: 9 }),
      lagSeconds: fc.nat(1e6),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(pairs, pairs, fc.constantFrom<Task>('classification', 'regression'), (a, b, task) => {
      const sum = realised([addTallies(tallyOf(task, a), tallyOf(task, b))]);
      const all = realised([tallyOf(task, [...a, ...b])]);
      expect(sum === null).toBe(all === null);
      if (sum === null || all === null) return;
      for (const key of ['value', 'low', 'high', 'lagSeconds', 'rows', 'coverage'] as const)
        expect(sum[key]).toBeCloseTo(all[key], 6);
    }),
    { numRuns: 50 },
  );
});

test('medians of lags are exact within 2.5%', () => {
  const seconds = [0, 30, 59, 600, 86_400];
  const lags = seconds.map((value) => [[lagBin(value), 1] as const]).reduce(addLags, [] as never);
  expect(medianLag(lags) / 59).toBeGreaterThan(0.97);
  expect(medianLag(lags) / 59).toBeLessThan(1.03);
  expect(medianLag([])).toBe(0);
  expect(medianLag([[lagBin(-5), 1]])).toBeLessThan(0.03);
});
