import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../training/random.ts';
import {
  alignShares,
  alignValues,
  gridFor,
  sumBound,
} from '../../../../training/trainers/trees/exact-sums.ts';
import type { Tree } from '../../../../training/trainers/trees/tree.ts';

/** A tree of leaves alone, each with contributions to outputs 0, 1, … */
function leaves(...contributions: number[][]): Tree {
  const starts = [0];
  for (const each of contributions) starts.push(starts.at(-1)! + each.length);
  return {
    children: new Int32Array(contributions.length),
    features: new Int32Array(contributions.length),
    thresholds: new Float32Array(contributions.length),
    starts: Int32Array.from(starts),
    outputs: Int32Array.from(contributions.flatMap((each) => [...each.keys()])),
    values: Float64Array.from(contributions.flat()),
  };
}

describe('leaf values on their grid', () => {
  it('add up in float32 to the float64 sum exactly, in any order', () => {
    const value = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 300 }), fc.integer(), (values, seed) => {
        const trees = values.map((each) => leaves([each]));
        const grid = gridFor(sumBound(trees, new Float64Array(1)));
        const aligned = trees.map((tree) => alignValues(tree, grid).values[0]!);
        const exact = aligned.reduce((a, b) => a + b, 0);
        const shuffled = seededRandom(seed).shuffle([...aligned]);
        expect(shuffled.reduce((a, b) => Math.fround(a + Math.fround(b)), 0)).toBe(exact);
        aligned.forEach((each, i) => {
          expect(Math.abs(each - values[i]!)).toBeLessThanOrEqual(grid / 2);
        });
      }),
    );
  });

  it('are shares that add up to 1, as near as can be to those that were', () => {
    const shares = fc
      .array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: 1, maxLength: 9 })
      .map((weights) => {
        const sum = weights.reduce((a, b) => a + b);
        return weights.map((weight) => weight / sum);
      });
    fc.assert(
      fc.property(fc.array(shares, { minLength: 1, maxLength: 4 }), (all) => {
        const grid = gridFor(100);
        const { values, starts } = alignShares(leaves(...all), grid);
        all.forEach((own, leaf) => {
          const aligned = [...values.subarray(starts[leaf], starts[leaf + 1])];
          expect(aligned.reduce((a, b) => a + b)).toBe(1);
          aligned.forEach((share, i) => {
            expect(Math.abs(share - own[i]!)).toBeLessThan(2 * grid);
          });
        });
      }),
    );
  });
});
