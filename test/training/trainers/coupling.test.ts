import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { couple, eachPair } from '../../../training/trainers/coupling.ts';

const classCounts = fc.integer({ min: 2, max: 9 });
const shares = (classes: number) =>
  fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: classes, maxLength: classes });
const pairwise = (classes: number) => {
  const pairs = (classes * (classes - 1)) / 2;
  return fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: pairs, maxLength: pairs });
};

/** Σ_i Σ_{j≠i} (r_ji p_i − r_ij p_j)², what coupling minimises, halved. */
function objective(p: ArrayLike<number>, r: readonly number[], classes: number): number {
  let sum = 0;
  eachPair(classes, (i, j, pair) => {
    sum += ((1 - r[pair]!) * p[i]! - r[pair]! * p[j]!) ** 2;
  });
  return sum;
}

describe('couple', () => {
  it('gives probabilities whatever the pairs say', () => {
    fc.assert(
      fc.property(
        classCounts.chain((classes) => fc.tuple(fc.constant(classes), pairwise(classes))),
        ([classes, r]) => {
          const p = couple(r, classes);
          expect(p.every((value) => value >= 0)).toBe(true);
          expect(p.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
        },
      ),
    );
  });

  it('finds the probabilities that agree with every pair, where there are such', () => {
    fc.assert(
      fc.property(
        classCounts.chain((classes) => shares(classes)),
        (weights) => {
          const total = weights.reduce((a, b) => a + b);
          const expected = weights.map((weight) => weight / total);
          const r: number[] = [];
          eachPair(weights.length, (i, j) => r.push(expected[i]! / (expected[i]! + expected[j]!)));
          const wrong = couple(r, weights.length).map((p, label) => Math.abs(p - expected[label]!));
          expect(Math.max(...wrong)).toBeLessThan(5e-6);
        },
      ),
    );
  });

  it('is the minimum: no small step to other probabilities is better', () => {
    fc.assert(
      fc.property(
        classCounts.chain((classes) => fc.tuple(pairwise(classes), shares(classes))),
        ([r, direction]) => {
          const classes = direction.length;
          const total = direction.reduce((a, b) => a + b);
          const p = couple(r, classes);
          const step = Array.from(p, (value, i) => value + 0.01 * (direction[i]! / total - value));
          expect(objective(p, r, classes)).toBeLessThanOrEqual(objective(step, r, classes) + 1e-7);
        },
      ),
    );
  });

  it('of two classes is what the one pair says', () => {
    expect([...couple([0.3], 2)]).toEqual([expect.closeTo(0.3, 6), expect.closeTo(0.7, 6)]);
  });
});
