import { expect, test } from 'vitest';
import { driftResultSchema } from '../../../../lib/contract/drift.ts';
import { hourName } from '../../../../monitoring/drift/decision/hours.ts';
import { judgeWindow } from '../../../../monitoring/drift/decision/judge-window.ts';
import {
  type Column,
  countColumns,
  profileOfColumns,
  signatureOfColumns,
} from '../../../support/drift-profiles.ts';
import { randomFrom } from '../../../support/random.ts';

/** One column, in training and in two hours of 600 rows after it. */
function judgeColumn(training: Omit<Column, 'name'>, live: readonly number[]) {
  const columns = [{ name: 'odd', ...training }];
  const profile = profileOfColumns(columns);
  const hours = [1, 2].map((hour) => ({
    hour: hourName(hour),
    counts: countColumns(profile.layout, [live]),
  }));
  const signature = signatureOfColumns(columns);
  const result = judgeWindow({ profile, signature, hours, window: hours[1]!.hour });
  expect(driftResultSchema.shape.features.parse(result.features)).toHaveLength(1);
  return result.features[0]!;
}

const repeat = (value: number, rows = 600) => new Array<number>(rows).fill(value);
const random = randomFrom(8);
const spread = (rows: number) => Array.from({ length: rows }, () => random());
const CATEGORIES = ['a', 'b', 'c'];

test('a constant column that stays does not differ', () => {
  const found = judgeColumn({ values: repeat(7) }, repeat(7));
  expect(found).toMatchObject({
    differs: false,
    verdict: 'no-drift',
    statistics: { wasserstein: 0, ks: 0, psi: 0 },
  });
});

test('a constant column that moves drifts by the share that moved, for its deviation is no scale', () => {
  const found = judgeColumn({ values: repeat(7) }, [...repeat(7, 300), ...repeat(8, 300)]);
  expect(found).toMatchObject({ verdict: 'drift', effect: { statistic: 'wasserstein', value: 0.5 } });
});

test('a column that becomes one value drifts', () => {
  expect(judgeColumn({ values: spread(2000) }, repeat(0.5))).toMatchObject({ verdict: 'drift' });
});

test('a column of which nothing comes any more cannot be judged', () => {
  const found = judgeColumn({ values: spread(2000) }, repeat(Number.NaN));
  expect(found).toMatchObject({ rows: 0, test: null, differs: false, verdict: 'insufficient-data' });
  expect(found).not.toHaveProperty('mean');
});

test('a column that training had no value of cannot be judged', () => {
  expect(judgeColumn({ values: repeat(Number.NaN) }, spread(600))).toMatchObject({
    verdict: 'insufficient-data',
  });
});

test('infinities count as far values that are cut off', () => {
  const live = [
    ...spread(550),
    ...repeat(Number.POSITIVE_INFINITY, 25),
    ...repeat(Number.NEGATIVE_INFINITY, 25),
  ];
  const found = judgeColumn({ values: spread(2000) }, live);
  expect(Number.isFinite(found.effect.value)).toBe(true);
  expect(found.effect.value).toBeGreaterThan(1);
});

test('categories that training did not see are the rest', () => {
  const values = Array.from({ length: 2000 }, (_, row) => row % 2);
  const found = judgeColumn({ values, categories: CATEGORIES }, [...repeat(0, 200), ...repeat(2, 400)]);
  expect(found).toMatchObject({ verdict: 'drift', histogram: { labels: ['a', 'b', 'other'] } });
  expect(found.histogram.current[2]).toBeCloseTo(2 / 3);
});

test('one category alone stays what it is', () => {
  const found = judgeColumn({ values: repeat(1, 2000), categories: CATEGORIES }, repeat(1));
  expect(found).toMatchObject({ verdict: 'no-drift', test: { statistic: 0, pValue: 1 } });
});

test('a single far value changes the distance, and is no drift by itself', () => {
  const found = judgeColumn({ values: spread(2000) }, [...spread(599), 500]);
  expect(found.effect.value).toBeGreaterThan(1);
  expect(found).toMatchObject({ differs: false, verdict: 'no-drift' });
});
