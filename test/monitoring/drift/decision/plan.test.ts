import { expect, test } from 'vitest';
import { planWindows } from '../../../../monitoring/drift/decision/plan.ts';
import { RULES } from '../../../../monitoring/drift/decision/rules.ts';

const TO = 1000;
const REQUEST = { to: TO, spans: RULES.hourSpans, basis: 'prior-weeks', most: 3 } as const;
const traffic = (rows: (age: number) => number, hours: number) => ({
  first: TO - hours + 1,
  rowsAt: (hour: number) => (hour > TO - hours && hour <= TO ? rows(TO - hour) : 0),
});

test('a window is compared with prior weeks from two weeks of history on', () => {
  expect(
    planWindows(
      traffic(() => 600, 337),
      REQUEST,
    ),
  ).toMatchObject({
    basis: 'prior-weeks',
    windows: [
      { from: TO, to: TO },
      { from: TO - 1, to: TO - 1 },
      { from: TO - 2, to: TO - 2 },
    ],
  });
  expect(
    planWindows(
      traffic(() => 600, 335),
      REQUEST,
    ),
  ).toMatchObject({ basis: 'training', pairs: null });
});

test('pairs leave the judged windows out, and have the length of the judged window', () => {
  const { pairs, windows } = planWindows(
    traffic(() => 120, 700),
    REQUEST,
  )!;
  expect(windows[0]).toEqual({ from: TO - 5, to: TO });
  expect(Math.max(...pairs!.windows.map(({ to }) => to))).toBe(TO - 18);
  expect(pairs!.windows.every(({ from, to }) => to - from === 5)).toBe(true);
  expect(pairs!.disjoint).toBeGreaterThanOrEqual(10);
});

test('where the history has too few pairs of days, shorter ones stand in', () => {
  const { windows, pairs } = planWindows(
    traffic(() => 25, 400),
    REQUEST,
  )!;
  expect(windows[0]).toEqual({ from: TO - 23, to: TO });
  expect(pairs!.windows[0]!.to - pairs!.windows[0]!.from).toBe(5);
});

test('a window grows until prior weeks have enough rows as well', () => {
  const quietBefore = traffic((age) => (age < 24 ? 600 : 30), 800);
  expect(planWindows(quietBefore, REQUEST)!.windows[0]).toEqual({ from: TO - 5, to: TO });
});

test('hours of business alone make windows that end in the last of them', () => {
  const office = traffic((age) => (age % 24 < 8 ? 700 : 0), 60);
  const { windows } = planWindows(office, { ...REQUEST, basis: 'training', most: 12 })!;
  expect(windows.slice(0, 8).every(({ from, to }) => from === to)).toBe(true);
  expect(windows[8]!.to).toBe(TO - 8);
  expect(windows[8]!.to - windows[8]!.from).toBe(23);
});

test('even seven days may be too few', () => {
  expect(
    planWindows(
      traffic(() => 2, 168),
      REQUEST,
    ),
  ).toBeUndefined();
});
