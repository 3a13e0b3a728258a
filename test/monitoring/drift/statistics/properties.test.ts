import fc from 'fast-check';
import { expect, test } from 'vitest';
import { benjaminiHochberg } from '../../../../monitoring/drift/statistics/benjamini-hochberg.ts';
import { chiSquare } from '../../../../monitoring/drift/statistics/chi-square.ts';
import { jensenShannonDistance } from '../../../../monitoring/drift/statistics/jensen-shannon.ts';
import { kolmogorovSmirnov } from '../../../../monitoring/drift/statistics/kolmogorov-smirnov.ts';
import { mannWhitney } from '../../../../monitoring/drift/statistics/mann-whitney.ts';
import { populationStability } from '../../../../monitoring/drift/statistics/population-stability.ts';
import { wasserstein } from '../../../../monitoring/drift/statistics/wasserstein.ts';
import { binRows } from './binning.ts';

const BINS = 12;
const counts = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 5000 })), {
  minLength: BINS,
  maxLength: BINS,
});

type Statistic = (a: readonly number[], b: readonly number[]) => number;

const STATISTICS: readonly (readonly [string, Statistic])[] = [
  ['population stability index', populationStability],
  ['Jensen–Shannon distance', jensenShannonDistance],
  ['Kolmogorov–Smirnov statistic', (a, b) => kolmogorovSmirnov(a, b).statistic],
  ['Mann–Whitney |z|', (a, b) => mannWhitney(a, b).statistic],
  ['chi-square statistic', (a, b) => chiSquare(a, b).statistic],
];

test.each(STATISTICS)('the %s of the same counts is 0', (_, statistic) => {
  fc.assert(
    fc.property(counts, (a) => {
      expect(statistic(a, a)).toBeCloseTo(0, 10);
    }),
  );
});

test.each(STATISTICS)('the %s is the same both ways, at or above 0 and finite', (_, statistic) => {
  fc.assert(
    fc.property(counts, counts, (a, b) => {
      const value = statistic(a, b);
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(Number.POSITIVE_INFINITY);
      expect(statistic(b, a)).toBeCloseTo(value, 8);
    }),
  );
});

test.each(STATISTICS)('the %s of a side without rows is 0', (_, statistic) => {
  fc.assert(
    fc.property(counts, (a) => {
      expect(statistic(a, new Array(BINS).fill(0))).toBe(0);
    }),
  );
});

test('a p-value is from 0 to 1, and 1 when nothing differs', () => {
  fc.assert(
    fc.property(counts, counts, (a, b) => {
      for (const test of [kolmogorovSmirnov, mannWhitney, chiSquare]) {
        const { pValue } = test(a, b);
        expect(pValue).toBeGreaterThanOrEqual(0);
        expect(pValue).toBeLessThanOrEqual(1);
        expect(test(a, a).pValue).toBeCloseTo(1, 6);
      }
    }),
  );
});

test('a design effect makes a p-value larger, never smaller', () => {
  fc.assert(
    fc.property(counts, counts, fc.double({ min: 1, max: 50, noNaN: true }), (a, b, effect) => {
      for (const test of [kolmogorovSmirnov, chiSquare]) {
        expect(test(a, b, effect).pValue).toBeGreaterThanOrEqual(test(a, b).pValue - 1e-12);
      }
    }),
  );
});

const EDGES = [-3, -1, 0, 0.5, 2, 8];
const rows = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 1, maxLength: 60 });

test('the Wasserstein distance of the same rows is 0, the same both ways, and at least that of the means', () => {
  fc.assert(
    fc.property(rows, rows, (one, other) => {
      const [a, b] = [binRows(EDGES, one), binRows(EDGES, other)];
      const distance = wasserstein(EDGES, a, b);
      expect(wasserstein(EDGES, a, a)).toBe(0);
      expect(wasserstein(EDGES, b, a)).toBeCloseTo(distance, 9);
      const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
      expect(distance).toBeGreaterThanOrEqual(Math.abs(mean(one) - mean(other)) - 1e-9);
    }),
  );
});

test('rows that are all moved by some length lie that length away', () => {
  fc.assert(
    fc.property(rows, fc.double({ min: 0, max: 30, noNaN: true }), (one, length) => {
      const moved = binRows(
        EDGES,
        one.map((value) => value + length),
      );
      expect(wasserstein(EDGES, binRows(EDGES, one), moved)).toBeCloseTo(length, 7);
    }),
  );
});

test('an adjusted p-value is at least its own, keeps the order, and is at most 1', () => {
  const p = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(p, { minLength: 1, maxLength: 30 }), (pValues) => {
      const adjusted = benjaminiHochberg(pValues);
      for (const [i, value] of adjusted.entries()) {
        expect(value).toBeGreaterThanOrEqual(pValues[i]! * (1 - 1e-12));
        expect(value).toBeLessThanOrEqual(1);
        for (const [j, other] of adjusted.entries())
          if (pValues[i]! < pValues[j]!) expect(value).toBeLessThanOrEqual(other);
      }
    }),
  );
});
