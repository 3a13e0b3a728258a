import { expect, test } from 'vitest';
import { compareWindow } from '../../../../monitoring/drift/decision/comparison.ts';
import type { Series } from '../../../../monitoring/drift/decision/series.ts';
import type { Sample } from '../../../../monitoring/drift/statistics/sample.ts';

const sample = (bins: readonly number[]): Sample => ({
  rows: bins.reduce((sum, rows) => sum + rows, 0),
  bins,
  sums: bins.map((rows, bin) => rows * bin),
  ordered: bins,
});

/** Two bins, by hour; week 1 are the hours from 168 on. */
const seriesOf = (hours: Readonly<Record<number, readonly number[]>>): Series => ({
  bins: { type: 'number', name: 'x', edges: [0.5], range: [0, 1], unit: 1 },
  deviation: 1,
  grouping: null,
  reference: sample([50, 50]),
  at: (hour) => (hours[hour] === undefined ? undefined : sample(hours[hour]!)),
});

const shares = ({ bins, rows }: Sample) => Array.from(bins, (count) => count / rows);
const WANTED = { weeks: 2, rows: 10 };
const TWO_HOURS = { from: 336, to: 337 };

test('prior weeks are weighted hour by hour as the window is, so traffic that moves to other hours is no difference', () => {
  // One hour is all zeros, the other all ones, in every week; the window has most rows in the second.
  const series = seriesOf({
    336: [100, 0],
    337: [0, 900],
    168: [500, 0],
    169: [0, 500],
    0: [500, 0],
    1: [0, 500],
  });
  const { current, reference, windows } = compareWindow(series, TWO_HOURS, 'prior-weeks', WANTED)!;
  expect(shares(current)).toEqual([0.1, 0.9]);
  expect(shares(reference)[0]).toBeCloseTo(0.1, 12);
  expect(windows).toBeCloseTo(2);
  // 1 ÷ (.1² / 1000 + .9² / 1000)
  expect(reference.rows).toBeCloseTo(1000 / 0.82, 6);
});

test('an hour of which prior weeks have nothing is left out on both sides', () => {
  const series = seriesOf({ 336: [100, 0], 337: [0, 900], 168: [500, 0] });
  const { current, reference, windows } = compareWindow(series, TWO_HOURS, 'prior-weeks', WANTED)!;
  expect([current.rows, shares(reference), windows]).toEqual([100, [1, 0], 1]);
});

test('against training all hours count', () => {
  const series = seriesOf({ 336: [100, 0], 337: [0, 900] });
  const { current, reference, windows } = compareWindow(series, TWO_HOURS, 'training', WANTED)!;
  expect([current.rows, reference.rows, windows]).toEqual([1000, 100, Number.POSITIVE_INFINITY]);
});

test('too few rows on a side are no comparison', () => {
  const series = seriesOf({ 336: [100, 0], 168: [4, 0] });
  expect(compareWindow(series, TWO_HOURS, 'prior-weeks', WANTED)).toBeUndefined();
  expect(compareWindow(series, TWO_HOURS, 'training', { weeks: 2, rows: 101 })).toBeUndefined();
});
