import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Layout } from '../../../../lib/contract/profile.ts';
import { encodeCounts } from '../../../../lib/model/profile/encode-counts.ts';
import { emptyCounts, mergeCounts } from '../../../../lib/model/profile/merge.ts';
import { batches, layouts } from './arbitraries.ts';
import { naiveCounts } from './naive-counts.ts';

const threeCounts = layouts.chain((layout) =>
  fc
    .array(batches(layout), { minLength: 3, maxLength: 3 })
    .map((three) => ({ layout, three: three.map((batch) => naiveCounts(layout, batch)) })),
);

describe('merging counts', () => {
  it('gives the same bytes in any order and grouping, and nothing added changes nothing', () => {
    fc.assert(
      fc.property(threeCounts, ({ layout, three: [a, b, c] }) => {
        const left = encodeCounts(mergeCounts(mergeCounts(a!, b!), c!));
        expect(encodeCounts(mergeCounts(a!, mergeCounts(b!, c!)))).toBe(left);
        expect(encodeCounts(mergeCounts(c!, mergeCounts(b!, a!)))).toBe(left);
        expect(encodeCounts(mergeCounts(a!, emptyCounts(layout)))).toBe(encodeCounts(a!));
      }),
      { numRuns: 50 },
    );
  });

  it('adds sums that no double holds', () => {
    const layout: Layout = {
      features: [{ type: 'number', name: 'a', edges: [], range: [0, 1], unit: 1 }],
      prediction: { task: 'classification', classes: 2, hasConfidence: false },
    };
    const empty = emptyCounts(layout);
    const withSum = (sum: string) => ({ ...empty, features: [{ ...empty.features[0]!, sums: [sum] }] });
    const sum = mergeCounts(withSum('-999999999999999999999'), withSum('1'));
    expect(sum.features[0]?.sums).toEqual(['-999999999999999999998']);
  });

  it('refuses counts of another layout', () => {
    const layout = (edges: number[]): Layout => ({
      features: [{ type: 'number', name: 'a', edges, range: [0, 1], unit: 1 }],
      prediction: { task: 'classification', classes: 2, hasConfidence: false },
    });
    expect(() => mergeCounts(emptyCounts(layout([1])), emptyCounts(layout([1, 2])))).toThrow(RangeError);
  });
});
