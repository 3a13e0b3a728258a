import { describe, expect, it } from 'vitest';
import type { Signature } from '../../../../lib/contract/signature.ts';
import { layoutDigest } from '../../../../lib/model/profile/layout-digest.ts';
import { madeProfile, signature } from '../scene.ts';

const before = madeProfile();
const digest = layoutDigest(before.layout);

/** Whether a version made from such rows goes on with the layout of the one before. */
function goesOn(options: Parameters<typeof madeProfile>[0], own: Signature = signature): boolean {
  const profile = madeProfile(
    { seed: 2, ...options },
    { signature: own, forerunner: { signature, profile: before } },
  );
  return layoutDigest(profile.layout) === digest;
}

describe("a version's layout", () => {
  it('is its own without a forerunner', () => {
    expect(layoutDigest(madeProfile({ seed: 2 }).layout)).not.toBe(digest);
  });

  it("is the champion's for other rows of the same kind, and for rows that drifted a little", () => {
    expect(goesOn({})).toBe(true);
    expect(goesOn({ shift: 0.5 })).toBe(true);
    expect(goesOn({ scale: 0.5 })).toBe(true);
  });

  it('is a new one where too many rows leave the range, or one bin would hold what many held', () => {
    expect(goesOn({ shift: 3 })).toBe(false);
    expect(goesOn({ scale: 0.001 })).toBe(false);
  });

  it('is a new one where a feature, a category or a class is another', () => {
    const [size, region] = signature.features;
    const others: Signature[] = [
      { ...signature, features: [{ ...size!, name: 'length' }, region!] },
      {
        ...signature,
        features: [size!, { ...region!, values: ['south', 'north', 'east', 'west'] } as never],
      },
      { ...signature, classes: ['no', 'maybe'] },
    ];
    expect(others.map((other) => goesOn({}, other))).toEqual([false, false, false]);
    expect(goesOn({}, { ...signature, predictionKey: 'other' })).toBe(true);
  });

  it('counts what its own rows show, in the layout that it takes over', () => {
    const profile = madeProfile({ seed: 2, shift: 0.5 }, { forerunner: { signature, profile: before } });
    expect(profile.counts.features[0]!.above).toBeGreaterThan(0);
    expect(profile.moments[0]!.mean).toBeCloseTo(0.5, 1);
  });
});
