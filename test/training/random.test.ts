import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seededRandom } from '../../training/random.ts';

it('gives the same numbers for the same seed on every machine', () => {
  const random = seededRandom(42);
  expect(Array.from({ length: 4 }, () => random.bits())).toEqual([
    660444221, 3652823732, 77672526, 910233633,
  ]);
});

it('draws integers below a bound, evenly', () => {
  const random = seededRandom(1);
  const counts = new Array<number>(7).fill(0);
  for (let i = 0; i < 70_000; i++) counts[random.below(7)]!++;
  // Ten standard deviations of a count of 10,000.
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(930);
});

it('gives numbers from 0 to below 1', () => {
  const random = seededRandom(-5);
  const values = Array.from({ length: 10_000 }, () => random.uniform());
  expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...values)).toBeLessThan(1);
  expect(values.reduce((a, b) => a + b) / values.length).toBeCloseTo(0.5, 1);
});

it('shuffles without losing or repeating anything', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), fc.integer(), (items, seed) => {
      const shuffled = seededRandom(seed).shuffle([...items]);
      expect(shuffled.toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b));
    }),
  );
});
