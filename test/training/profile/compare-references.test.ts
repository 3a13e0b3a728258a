import { describe, expect, it } from 'vitest';
import { compareReferences } from '../../../training/profile/compare-references.ts';
import { madeProfile, signature } from './scene.ts';

const before = madeProfile();
const moved = (shift: number) =>
  madeProfile({ seed: 2, shift }, { forerunner: { signature, profile: before } });

describe('compareReferences', () => {
  it('finds nothing between rows of the same kind', () => {
    expect(compareReferences(moved(0), before).filter(({ differs }) => differs)).toEqual([]);
    expect(compareReferences(before, before).map(({ effect }) => effect)).toEqual([0, 0]);
  });

  it('says by how many deviations a feature moved, in the layout that both have', () => {
    const [first] = compareReferences(moved(0.4), before);
    expect(first).toMatchObject({ feature: 'size', differs: true });
    expect(first!.effect).toBeCloseTo(0.4, 1);
  });

  it('goes by the means where layouts differ, and leaves out what cannot be compared', () => {
    const other = madeProfile({ seed: 2, shift: 3 });
    const [first, second] = compareReferences(other, before);
    expect(first).toMatchObject({ feature: 'size', differs: true });
    expect(first!.effect).toBeCloseTo(3, 0);
    expect(second).toMatchObject({ feature: 'region', differs: false });
    const renamed = {
      ...signature,
      features: [{ ...signature.features[0]!, name: 'width' }, signature.features[1]!],
    };
    expect(
      compareReferences(madeProfile({}, { signature: renamed }), before).map(({ feature }) => feature),
    ).toEqual(['region']);
  });

  it('shows a drift of a little each day since the first of many days, though no day shows it', () => {
    let yesterday = before;
    for (let day = 1; day <= 5; day++) {
      const forerunner = { signature, profile: yesterday };
      const today = madeProfile({ seed: day + 1, shift: 0.06 * day }, { forerunner });
      expect(compareReferences(today, yesterday)[0]!.differs).toBe(false);
      yesterday = today;
    }
    expect(compareReferences(yesterday, before)[0]).toMatchObject({ feature: 'size', differs: true });
  });
});
