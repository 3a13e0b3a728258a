import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../training/random.ts';
import {
  type BinnedRows,
  binFeature,
  cutFeature,
  shareRows,
} from '../../../../training/trainers/trees/binned-rows.ts';
import { DrawnSplits } from '../../../../training/trainers/trees/drawn-splits.ts';
import { Gini } from '../../../../training/trainers/trees/gini.ts';
import { type GrownTree, growTree, type Splitter } from '../../../../training/trainers/trees/grow.ts';
import { NewtonSplits } from '../../../../training/trainers/trees/newton-splits.ts';
import { Variance } from '../../../../training/trainers/trees/variance.ts';
import { vectors } from '../support/made-rows.ts';

function binned(count: number, width: number, seed: number): BinnedRows {
  const values = Float32Array.from(
    vectors(count, width, seededRandom(seed))
      .flat()
      .map((value) => Math.round(10 * value)),
  );
  const rows = shareRows({ values, count, width });
  for (let feature = 0; feature < width; feature++) {
    cutFeature(rows, feature);
    binFeature(rows, feature);
  }
  return rows;
}

const cases = fc.record({
  count: fc.integer({ min: 2, max: 60 }),
  width: fc.integer({ min: 1, max: 4 }),
  seed: fc.integer({ min: 0, max: 1e6 }),
  minLeaf: fc.integer({ min: 1, max: 5 }),
});

/** Every way to cut some rows in two: which rows go left. */
function* everyCut(rows: BinnedRows, own: readonly number[], minLeaf: number) {
  for (let feature = 0; feature < rows.width; feature++) {
    for (let bin = 0; bin < rows.cuts.counts[feature]!; bin++) {
      const left = own.filter((row) => rows.bins[feature * rows.count + row]! <= bin);
      const right = own.filter((row) => !left.includes(row));
      if (left.length >= minLeaf && right.length >= minLeaf) yield { left, right };
    }
  }
}

/** Checks that every node that was split has the best of all its splits, by trying them all. */
function expectBest(
  rows: BinnedRows,
  grown: GrownTree,
  minLeaf: number,
  gain: (left: readonly number[], right: readonly number[]) => number,
): void {
  const visit = (node: number, own: readonly number[]): void => {
    const child = grown.children[node]!;
    if (child === 0) return;
    const at = (row: number) => rows.values[row * rows.width + grown.features[node]!]!;
    const left = own.filter((row) => at(row) <= grown.thresholds[node]!);
    const right = own.filter((row) => at(row) > grown.thresholds[node]!);
    const gains = [...everyCut(rows, own, minLeaf)].map((cut) => gain(cut.left, cut.right));
    expect(gain(left, right)).toBeCloseTo(Math.max(...gains), 8);
    visit(child, left);
    visit(child + 1, right);
  };
  visit(0, [...Array(rows.count).keys()]);
}

function grow(rows: BinnedRows, order: Int32Array, splitter: Splitter, maxLeaves: number, minLeaf: number) {
  const scratch = new Int32Array(rows.count);
  return growTree(rows, { order, scratch }, splitter, {
    maxLeaves,
    minLeaf,
    maxDepth: Number.POSITIVE_INFINITY,
  });
}

const identity = (count: number) => Int32Array.from({ length: count }, (_, row) => row);

describe("a tree's splits", () => {
  it('are the best of all by Gini impurity, down to pure leaves', () => {
    fc.assert(
      fc.property(cases, ({ count, width, seed, minLeaf }) => {
        const rows = binned(count, width, seed);
        const random = seededRandom(seed);
        const labels = Int32Array.from({ length: count }, () => random.below(3));
        const weights = Float64Array.from({ length: count }, () => 1 + random.below(3));
        const order = identity(count);
        const gini = new Gini(rows, order, { labels, classes: 3, weights }, minLeaf);
        const splitter = new DrawnSplits(gini, width, width, random);
        const score = (own: readonly number[]) => {
          const sums = [0, 0, 0];
          for (const row of own) sums[labels[row]!]! += weights[row]!;
          return sums.reduce((sum, each) => sum + each * each, 0) / sums.reduce((a, b) => a + b);
        };
        const grown = grow(rows, order, splitter, Number.POSITIVE_INFINITY, minLeaf);
        expectBest(rows, grown, minLeaf, (left, right) => score(left) + score(right));
        for (const { start, end } of grown.leaves) {
          const own = [...order.subarray(start, end)];
          const pure = own.every((row) => labels[row] === labels[own[0]!]);
          expect(pure || [...everyCut(rows, own, minLeaf)].length === 0).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('are the best of all by variance', () => {
    fc.assert(
      fc.property(cases, ({ count, width, seed, minLeaf }) => {
        const rows = binned(count, width, seed);
        const random = seededRandom(seed);
        const targets = Float64Array.from({ length: count }, () => random.uniform() - 0.5);
        const weights = Float64Array.from({ length: count }, () => 1 + random.below(3));
        const order = identity(count);
        const variance = new Variance(rows, order, { targets, weights }, minLeaf);
        const splitter = new DrawnSplits(variance, width, width, random);
        const score = (own: readonly number[]) => {
          const weight = own.reduce((sum, row) => sum + weights[row]!, 0);
          return own.reduce((sum, row) => sum + weights[row]! * targets[row]!, 0) ** 2 / weight;
        };
        const grown = grow(rows, order, splitter, Number.POSITIVE_INFINITY, minLeaf);
        expectBest(rows, grown, minLeaf, (left, right) => score(left) + score(right));
      }),
      { numRuns: 40 },
    );
  });

  it("are the best of all by a Newton step, although histograms come from a sibling's", () => {
    fc.assert(
      fc.property(cases, ({ count, width, seed, minLeaf }) => {
        const rows = binned(count, width, seed);
        const random = seededRandom(seed);
        const gradients = Float64Array.from({ length: count }, () => random.uniform() - 0.5);
        const hessians = Float64Array.from({ length: count }, () => 0.1 + random.uniform());
        const order = identity(count);
        const features = identity(width);
        const splitter = new NewtonSplits(rows, order, { minLeaf, maxLeaves: 8, l2: 0.5, features });
        splitter.begin({ gradients, hessians });
        const score = (own: readonly number[]) =>
          own.reduce((sum, row) => sum + gradients[row]!, 0) ** 2 /
          (0.5 + own.reduce((sum, row) => sum + hessians[row]!, 0));
        const grown = grow(rows, order, splitter, 8, minLeaf);
        expect(grown.leaves.length).toBeLessThanOrEqual(8);
        expectBest(rows, grown, minLeaf, (left, right) => score(left) + score(right));
      }),
      { numRuns: 40 },
    );
  });
});
