import fc from 'fast-check';
import { expect, test } from 'vitest';
import { confidencesOf, orderStatistics } from '../../../../lambdas/inference/telemetry/confidence.ts';

const probability = fc.float({ min: 0, max: 1, noNaN: true });

test('a small batch is published whole, sorted', () => {
  expect(orderStatistics(Float32Array.of(0.75, 0.25, 0.5))).toEqual([0.25, 0.5, 0.75]);
});

test('a large batch becomes a hundred values, with its smallest, its median and its largest', () => {
  const values = Float32Array.from({ length: 9901 }, (_, i) => i / 9900).reverse();
  const statistics = orderStatistics(values);
  expect(statistics).toHaveLength(100);
  expect(statistics[0]).toBe(0);
  expect(statistics[99]).toBe(1);
  expect(Math.abs(statistics[50]! - 0.5)).toBeLessThan(0.01);
});

test('there are never more than a hundred values, all finite, ascending and from the batch', () => {
  const values = fc.array(fc.oneof(probability, fc.constant(Number.NaN), fc.constant(Infinity)));
  fc.assert(
    fc.property(values, (batch) => {
      const statistics = orderStatistics(Float32Array.from(batch));
      expect(statistics.length).toBe(Math.min(100, batch.filter(Number.isFinite).length));
      expect(statistics).toEqual(statistics.toSorted((a, b) => a - b));
      const rounded = new Set(batch.map((value) => Math.round(Math.fround(value) * 1e5) / 1e5));
      expect(statistics.every((value) => rounded.has(value))).toBe(true);
    }),
  );
});

test('the confidence is the probability of the label, also where another class has more', () => {
  const output = {
    task: 'classification',
    labels: Int32Array.of(1, 0, -1),
    probabilities: Float32Array.of(0.25, 0.75, 0.25, 0.75, 0.5, 0.5),
  } as const;
  expect([...confidencesOf(output, 3)!]).toEqual([0.75, 0.25, Number.NaN]);
});

test('a regression and a classifier without probabilities have no confidence', () => {
  expect(confidencesOf({ task: 'regression', values: Float32Array.of(1) }, 1)).toBeUndefined();
  const output = { task: 'classification', labels: Int32Array.of(0), probabilities: undefined } as const;
  expect(confidencesOf(output, 1)).toBeUndefined();
});
