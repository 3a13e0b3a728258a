import { expect, test } from 'vitest';
import { mostSignificant, widenedP } from '../../../../monitoring/drift/decision/significance.ts';
import scipy from '../statistics/fixtures/scipy.json' with { type: 'json' };

const z = (statistic: number) =>
  ({ test: 'mannWhitney', statistic, squared: statistic ** 2, degrees: 1 }) as const;

function expectClose(value: number, expected: number): void {
  expect(value / expected).toBeCloseTo(1, 8);
}

test("with an uncertain design effect z has Student's tail, as SciPy gives it", () => {
  for (const [t, degrees, tail] of scipy.functions.studentTail) {
    expectClose(widenedP(z(t!), { effect: 1, degrees: degrees! }), tail!);
  }
});

test('and chi-square has that of F', () => {
  for (const [f, k, d, tail] of scipy.functions.fTail) {
    const measure = { test: 'chiSquare', statistic: f! * k!, squared: f! * k!, degrees: k! } as const;
    expectClose(widenedP(measure, { effect: 1, degrees: d! }), tail!);
  }
});

test("Kolmogorov's tail becomes heavier as well, the more the less is known", () => {
  const ks = { test: 'kolmogorovSmirnov', statistic: 0.1, squared: 16, degrees: 1 } as const;
  const tails = [Number.POSITIVE_INFINITY, 200, 20, 5, 2].map((degrees) =>
    widenedP(ks, { effect: 1, degrees }),
  );
  expect(tails).toEqual(tails.toSorted((a, b) => a - b));
  expect(tails[0]).toBeCloseTo(2 * Math.exp(-8), 9);
  expect(tails.at(-1)).toBeGreaterThan(0.05);
});

test('a design effect of four halves z', () => {
  const sure = { degrees: Number.POSITIVE_INFINITY };
  expect(widenedP(z(4), { effect: 4, ...sure })).toBe(widenedP(z(2), { effect: 1, ...sure }));
});

test('of two tests the better one counts, at twice its p', () => {
  const width = { effect: 1, degrees: Number.POSITIVE_INFINITY };
  const ks = { test: 'kolmogorovSmirnov', statistic: 0.05, squared: 4, degrees: 1 } as const;
  const best = mostSignificant([z(5), ks].map((measure) => ({ measure, width })))!;
  expect(best).toMatchObject({ name: 'Mann–Whitney', statistic: 5 });
  expect(best.pValue).toBeCloseTo(2 * widenedP(z(5), width), 15);
});
