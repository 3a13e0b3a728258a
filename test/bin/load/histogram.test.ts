import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Histogram, LEAST_MS, MOST_MS, RELATIVE_ERROR } from '../../../bin/load/histogram.ts';

const durations = fc.array(fc.double({ min: LEAST_MS, max: MOST_MS, noNaN: true }), {
  minLength: 1,
  maxLength: 300,
});

function filled(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

test('every percentile is within the stated error of the nearest-rank percentile', () => {
  fc.assert(
    fc.property(durations, fc.double({ min: 0.001, max: 1, noNaN: true }), (values, p) => {
      const sorted = values.toSorted((a, b) => a - b);
      const exact = sorted[Math.max(1, Math.ceil(p * sorted.length)) - 1]!;
      const estimate = filled(values).percentile(p)!;
      expect(Math.abs(estimate - exact) / exact).toBeLessThanOrEqual(RELATIVE_ERROR + 1e-9);
    }),
  );
});

test('count, least, greatest and mean are exact', () => {
  const histogram = filled([3, 1, 2, 10]);
  expect(histogram).toMatchObject({ count: 4, min: 1, max: 10, mean: 4 });
});

test('an empty histogram has no percentiles and no mean', () => {
  const histogram = filled([]);
  expect([histogram.percentile(0.5), histogram.mean, histogram.bins(4)]).toEqual([undefined, undefined, []]);
});

test('a duration below zero, of two clocks that disagree, counts as zero', () => {
  expect(filled([-5]).percentile(1)).toBe(0);
});

test('bins hold every value once, without gaps', () => {
  fc.assert(
    fc.property(durations, fc.integer({ min: 1, max: 9 }), (values, merged) => {
      const bins = filled(values).bins(merged);
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(values.length);
      for (const [index, bin] of bins.slice(1).entries()) expect(bin.from).toBe(bins[index]!.to);
    }),
  );
});

test('a cleared histogram is as good as a new one', () => {
  const histogram = filled([5, 6]);
  histogram.clear();
  histogram.add(100);
  expect(histogram).toMatchObject({ count: 1, min: 100, max: 100, mean: 100 });
});
