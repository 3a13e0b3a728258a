import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countPerClass } from '../../../training/data/classes.ts';
import { DEFAULT_SPLIT, stratifiedSplit } from '../../../training/data/split.ts';
import { WINE } from '../../../training/data/wine.ts';

/** Labels with the given numbers of rows per class, in a mixed order. */
function labelsWith(counts: readonly number[]): Int32Array {
  const labels = counts.flatMap((count, label) => new Array<number>(count).fill(label));
  return Int32Array.from(labels.map((_, i) => labels[(i * 7919) % labels.length]!));
}

const countsOf = fc.array(fc.integer({ min: 2, max: 60 }), { minLength: 2, maxLength: 8 });

it('holds out 980 of 4,898 wines, a fifth of each quality', () => {
  const labels = labelsWith(WINE.classCounts);
  const { train, holdout } = stratifiedSplit(labels, DEFAULT_SPLIT);
  expect([train.length, holdout.length]).toEqual([3918, 980]);
  const held = Int32Array.from(holdout, (row) => labels[row]!);
  expect(countPerClass(held, 7)).toEqual([4, 33, 291, 440, 176, 35, 1]);
});

it('puts each row on one side, each class on both, and about the asked share of it in the holdout', () => {
  const shares = fc.double({ min: 0.05, max: 0.95, noNaN: true });
  fc.assert(
    fc.property(countsOf, fc.integer(), shares, (counts, seed, holdoutShare) => {
      const labels = Int32Array.from(counts.flatMap((count, label) => new Array<number>(count).fill(label)));
      const { train, holdout } = stratifiedSplit(labels, { seed, holdoutShare });
      expect([...train, ...holdout].sort((a, b) => a - b)).toEqual([...labels.keys()]);
      const held = countPerClass(
        Int32Array.from(holdout, (row) => labels[row]!),
        counts.length,
      );
      held.forEach((count, label) => {
        expect(count).toBeGreaterThanOrEqual(1);
        expect(count).toBeLessThanOrEqual(counts[label]! - 1);
        expect(Math.abs(count - counts[label]! * holdoutShare)).toBeLessThanOrEqual(1);
      });
    }),
  );
});

it('is the same for the same seed and another for another', () => {
  const labels = labelsWith([50, 80, 20]);
  const split = (seed: number) => [...stratifiedSplit(labels, { seed, holdoutShare: 0.2 }).holdout];
  expect(split(7)).toEqual(split(7));
  expect(split(7)).not.toEqual(split(8));
});
