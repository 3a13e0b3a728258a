import { expect, it } from 'vitest';
import type { Row } from './picture.ts';
import { summarize } from './summary.ts';
import { missedTargets } from './targets.ts';

const optuna = { median: 2, q1: 1, q3: 3, mean: 2 };
const row = (name: string, median: number, mean = 1): Row => ({
  name,
  ours: { median, q1: 0, q3: 9, mean },
  optuna,
  msPerSearch: 1,
});

const six = (...medians: number[]) => medians.map((median, at) => row(`f${at}`, median));

it('is content when four medians are better and the others within the quartiles', () => {
  expect(missedTargets(six(1, 1, 1, 1, 3, 3), [row('mixed', 9, 1.9)])).toEqual([]);
});

it('names a function whose median is above the quartiles', () => {
  expect(missedTargets(six(1, 1, 1, 1, 1, 3.1), [])).toEqual([expect.stringMatching(/^f5: median 3\.1/)]);
});

it('wants four better medians', () => {
  expect(missedTargets(six(1, 1, 1, 2, 2, 2), [])).toEqual([expect.stringMatching(/^only 3 medians/)]);
});

it('names a tempting space in which the mean is no better', () => {
  expect(missedTargets(six(1, 1, 1, 1, 1, 1), [row('mixed', 1, 2)])).toEqual([
    expect.stringMatching(/^mixed: /),
  ]);
});

it('interpolates quartiles', () => {
  expect(summarize([4, 1, 3, 2])).toEqual({ median: 2.5, q1: 1.75, q3: 3.25, mean: 2.5 });
});
