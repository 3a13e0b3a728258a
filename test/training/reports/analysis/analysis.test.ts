import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calibrationOf, confidencesOf } from '../../../../training/reports/analysis/calibration.ts';
import {
  classMetrics,
  confusionMatrix,
  confusions,
} from '../../../../training/reports/analysis/class-metrics.ts';
import { columnOf, largest, relevances } from '../../../../training/reports/analysis/column.ts';
import { outliersOf } from '../../../../training/reports/analysis/outliers.ts';
import { quantile, spreadOf } from '../../../../training/reports/analysis/spread.ts';

test('a model that is as sure as it is right has no calibration error, one that is always sure has its share of mistakes', () => {
  const right = Array.from({ length: 100 }, (_, row) => row % 4 !== 0);
  expect(calibrationOf(new Float64Array(100).fill(0.75), right).error).toBeCloseTo(0, 12);
  expect(calibrationOf(new Float64Array(100).fill(1), right)).toMatchObject({
    error: 0.25,
    confidence: 1,
    accuracy: 0.75,
  });
});

test('the calibration error weighs each bin by its rows', () => {
  // 3 rows at 0.95 of which 2 are right, 1 row at 0.55 that is wrong: (|2.85 − 2| + |0.55 − 0|) ÷ 4.
  const { error, bins } = calibrationOf([0.95, 0.95, 0.95, 0.55], [true, true, false, false]);
  expect(error).toBeCloseTo(1.4 / 4, 12);
  expect(bins.map(({ from, to, rows }) => [from, to, rows])).toEqual([
    [0.5, 0.6, 1],
    [0.9, 1, 3],
  ]);
});

test('the confidence of a row is its highest probability', () => {
  expect([...confidencesOf([0.2, 0.8, 0.6, 0.4], 2)]).toEqual([0.8, 0.6]);
});

test('precision, recall and F1 of each class come from its column and its row', () => {
  const matrix = confusionMatrix(Int32Array.of(0, 0, 0, 1, 1, 2), Int32Array.of(0, 0, 1, 1, 0, -1), 3);
  expect(matrix).toEqual([
    [2, 1, 0],
    [1, 1, 0],
    [0, 0, 0],
  ]);
  const [first, , third] = classMetrics(matrix);
  expect(first).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: 2 / 3, support: 3 });
  expect(third).toEqual({ precision: Number.NaN, recall: Number.NaN, f1: Number.NaN, support: 0 });
  expect(confusions(matrix)[0]).toEqual({ actual: 0, called: 1, count: 1 });
});

test('values far from the bulk are outliers, those of an even spread are not', () => {
  const even = Array.from({ length: 101 }, (_, i) => i);
  expect(outliersOf(even)).toEqual({ outside: 0, farOut: 0, furthest: null });
  // Quartiles 25 and 75: the fences are at −50 and 125, and at −125 and 225.
  expect(outliersOf([...even, 160, 400, -90])).toMatchObject({
    outside: 3,
    farOut: 1,
    furthest: { value: 400 },
  });
  expect(outliersOf([1, 1, 1, 1, 9])).toEqual({ outside: 0, farOut: 0, furthest: null });
});

test('quantiles lie between their neighbours and are in order', () => {
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (values) => {
      const { low, lowerQuartile, median, upperQuartile, high } = spreadOf(values);
      expect([low, lowerQuartile, median, upperQuartile, high]).toEqual(
        [low, lowerQuartile, median, upperQuartile, high].toSorted((a, b) => a - b),
      );
      expect(low).toBeGreaterThanOrEqual(Math.min(...values));
      expect(high).toBeLessThanOrEqual(Math.max(...values));
    }),
  );
});

test('a feature that tells the classes apart speaks for them, a constant one does not', () => {
  const rows = {
    values: Float32Array.of(0, 5, 0, 5, 1, 5, 1, 5),
    count: 4,
    width: 2,
    labels: Int32Array.of(0, 0, 1, 1),
    classes: 2,
  };
  expect([...columnOf(rows, 0)]).toEqual([0, 0, 1, 1]);
  expect(relevances(rows)).toEqual([1, 0]);
  expect(largest([1, 3, 3, 2], 2)).toEqual([1, 2]);
});
