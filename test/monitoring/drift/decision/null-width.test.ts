import { expect, test } from 'vitest';
import { moderate } from '../../../../monitoring/drift/decision/moderate.ts';
import { type PairMeasure, widthOf } from '../../../../monitoring/drift/decision/null-width.ts';
import { normalFrom } from '../../../bench/drift/normal.ts';
import { randomFrom } from '../../../support/random.ts';

const normal = normalFrom(randomFrom(3));

/** A week of pairs whose z has some standard deviation. */
const pairs = (deviation: (hour: number) => number): PairMeasure[] =>
  Array.from({ length: 168 }, (_, hour) => {
    const statistic = deviation(hour) * normal();
    const measure = { test: 'mannWhitney', statistic, squared: statistic ** 2, degrees: 1 } as const;
    return { group: Math.floor(hour / 24), measure };
  });

test('independent rows have a design effect of 1, known as well as 168 pairs can tell', () => {
  const { effect, degrees } = widthOf(
    pairs(() => 1),
    168,
  )!;
  expect(effect).toBeGreaterThan(0.7);
  expect(effect).toBeLessThan(1.4);
  expect(degrees).toBeGreaterThan(10);
  expect(degrees).toBeLessThan(63);
});

test('rows that hang together show their design effect', () => {
  const { effect } = widthOf(
    pairs(() => Math.sqrt(10.5)),
    168,
  )!;
  expect(effect).toBeGreaterThan(7);
  expect(effect).toBeLessThan(15);
});

test('a change in the last day of the history hardly widens the null', () => {
  const { effect } = widthOf(
    pairs((hour) => (hour >= 144 ? 8 : 1)),
    168,
  )!;
  expect(effect).toBeLessThan(2.2);
});

test('days that differ more than hours do make the effect less certain', () => {
  const byDay = [0.3, 3, 1, 0.5, 4, 1, 2];
  const { degrees } = widthOf(
    pairs((hour) => byDay[Math.floor(hour / 24)]!),
    168,
  )!;
  expect(degrees).toBeLessThan(12);
});

test('a feature that never varies says nothing', () => {
  expect(
    widthOf(
      pairs(() => 0),
      168,
    ),
  ).toBeNull();
  expect(widthOf([], 0)).toBeNull();
});

test('features are drawn together when they are alike, and left alone when they are not', () => {
  const alike = moderate([0.8, 1.3, 1.1, 0.9, 1.2].map((effect) => ({ effect, degrees: 60 })));
  for (const { effect, degrees } of alike) {
    expect(effect).toBeLessThan(1.15);
    expect(degrees).toBe(240);
  }
  const apart = moderate([1, 1, 1, 10, 10, 10].map((effect) => ({ effect, degrees: 60 })));
  expect(apart[0]!.effect).toBeLessThan(1.2);
  expect(apart[3]!.effect).toBeGreaterThan(9);
});

test('no feature is thought to vary less than independent rows; one that says nothing has the mean of the others', () => {
  const [low, unknown] = moderate([{ effect: 0.6, degrees: 20 }, null, { effect: 0.6, degrees: 20 }]);
  expect([low!.effect, unknown!.effect]).toEqual([1, 1]);
  expect(moderate([null, { effect: 5, degrees: 20 }])[0]!.effect).toBeCloseTo(5);
});
