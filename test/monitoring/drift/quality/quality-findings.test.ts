import { describe, expect, it } from 'vitest';
import { qualityFindingSchema } from '../../../../lib/contract/drift.ts';
import { qualityFindings } from '../../../../monitoring/drift/quality/quality-findings.ts';
import { seededRandom } from '../../../../training/random.ts';
import { countsOf, profileOf, rowsOf, signature, WINDOW } from './scene.ts';

const random = seededRandom(5);
const profile = profileOf(rowsOf({ count: 4_000, random }));

function found(rows: ReturnType<typeof rowsOf>, rejected = {}, history?: ReturnType<typeof countsOf>[]) {
  const counts = countsOf(profile, rows, rejected);
  const findings = qualityFindings({ signature, profile, counts, window: WINDOW, history });
  for (const finding of findings) expect(qualityFindingSchema.parse(finding)).toEqual(finding);
  return findings;
}

const clean = (count = 950) => rowsOf({ count, random });

describe('qualityFindings', () => {
  it('has nothing to say of rows like the reference, of few rows, and of none', () => {
    expect(found(clean())).toEqual([]);
    expect(found(clean(3))).toEqual([]);
    expect(found(clean(0))).toEqual([]);
  });

  it('names a feature that is missing in 5% of the records, rejected as they are', () => {
    const rejected = { 'missing-feature': { 'wine.alcohol': 50 } };
    const [finding, ...more] = found(clean(), rejected);
    expect(finding).toMatchObject({ kind: 'missing', feature: 'alcohol', rows: 50, of: 1_000, usual: 0 });
    expect(finding!.message).toBe('"alcohol" is missing in 5% of 1,000 records; usual is 0%');
    expect(finding!.pValue).toBeLessThan(1e-20);
    expect(more).toEqual([]);
  });

  it('names one that took its default more often than is usual', () => {
    expect(found(rowsOf({ count: 1_000, random, sugarless: 0.35 }))).toMatchObject([
      { kind: 'missing', feature: 'sugar', of: 1_000 },
    ]);
  });

  it.each([
    ['not-a-number', 'wine.alcohol', { kind: 'type', feature: 'alcohol' }],
    ['not-finite', 'wine.alcohol', { kind: 'type', feature: 'alcohol' }],
    ['not-a-string', 'wine.region', { kind: 'type', feature: 'region' }],
    ['unknown-category', 'wine.region', { kind: 'unseen-category', feature: 'region' }],
    ['not-json', '', { kind: 'type', feature: null }],
    ['missing-features', 'wine', { kind: 'type', feature: null }],
  ])('counts records that were rejected as %s', (reason, field, expected) => {
    expect(found(clean(), { [reason]: { [field]: 50 } })).toMatchObject([
      { ...expected, rows: 50, of: 1_000 },
    ]);
  });

  it('does not blame the data for what the model does, nor a feature for a field that is none', () => {
    expect(found(clean(), { 'model-failed': { '': 500 }, 'not-a-number': { constructor: 500 } })).toEqual([]);
  });

  it('names a category that the reference never showed, though the signature allows it', () => {
    const rows = clean(1_000);
    for (let row = 0; row < 40; row++) rows.values[row * 3 + 2] = 3;
    expect(found(rows)).toMatchObject([{ kind: 'unseen-category', feature: 'region', rows: 40 }]);
  });

  it('names a range that is left, on both sides as one, but not what a shift by half a deviation brings', () => {
    const shifted = rowsOf({ count: 1_000, random, shift: 0.5 });
    expect(found(shifted)).toEqual([]);
    for (let row = 0; row < 200; row++) shifted.values[row * 3] = row < 100 ? 99 : -99;
    expect(found(shifted)).toMatchObject([{ kind: 'out-of-range', feature: 'alcohol', of: 1_000 }]);
  });

  it('takes the stream itself as usual once a week of it is known, however one day of it was', () => {
    const windows = Array.from({ length: 200 }, (_, hour) =>
      countsOf(profile, rowsOf({ count: 100, random, sugarless: hour > 175 ? 0.9 : 0.3 })),
    );
    const now = rowsOf({ count: 1_000, random, sugarless: 0.3 });
    expect(found(now)).toMatchObject([{ kind: 'missing', feature: 'sugar' }]);
    expect(found(now, {}, windows)).toEqual([]);
    const [finding] = found(rowsOf({ count: 1_000, random, sugarless: 0.5 }), {}, windows);
    expect(finding).toMatchObject({ kind: 'missing', feature: 'sugar' });
    expect(finding!.usual).toBeCloseTo(0.3, 1);
  });
});
