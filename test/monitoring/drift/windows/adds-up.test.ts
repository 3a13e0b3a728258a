import { expect, test } from 'vitest';
import type { Counts } from '../../../../lib/contract/profile.ts';
import { emptyCounts, mergeCounts } from '../../../../lib/model/profile/merge.ts';
import { addsUp } from '../../../../monitoring/drift/windows/adds-up.ts';
import { countsOf, profileOf } from '../job/scene.ts';

const { layout } = profileOf();
const counts = countsOf(profileOf(), { hour: '2026-11-21T03', count: 1000, shift: 50 });

/** The counts with the first feature otherwise. */
function withFeature(change: Partial<Counts['features'][number]>): Counts {
  const [first, ...others] = counts.features;
  return { ...counts, features: [{ ...first!, ...change }, ...others] };
}

function withPredictions(change: Partial<Counts['predictions']>): Counts {
  return { ...counts, predictions: { ...counts.predictions, ...change } };
}

test('what was counted adds up, and so does its sum', () => {
  expect(addsUp(emptyCounts(layout), layout)).toBe(true);
  expect(addsUp(counts, layout)).toBe(true);
  expect(addsUp(mergeCounts(counts, counts), layout)).toBe(true);
});

test.each([
  ['more rows outside the range than rows', withFeature({ below: 600, above: 600 })],
  [
    'a sum that no rows can have',
    withFeature({ sums: counts.features[0]!.sums!.map(() => '9'.repeat(400)) }),
  ],
  ['rows in no bin', withFeature({ missing: 1 })],
  ['more confidences than rows', withPredictions({ confidence: new Array(100).fill(11) })],
  ['more labels than rows', withPredictions({ labels: [1000, 1] })],
  ['values of a classification', withPredictions({ values: counts.features[0]! })],
  [
    'rejections beyond counting',
    { ...counts, rejected: { 'missing-feature': { a: Number.MAX_SAFE_INTEGER } } },
  ],
  ['a feature too many', { ...counts, features: [...counts.features, counts.features[0]!] }],
])('%s cannot be', (_, damaged) => {
  expect(addsUp(damaged, layout)).toBe(false);
});
