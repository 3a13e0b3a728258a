import { describe, expect, it } from 'vitest';
import { chooseGolden, GOLDEN_RECORDS } from '../../../training/publish/choose-golden.ts';

const labelled = (labels: number[]) =>
  ({ task: 'classification', labels: Int32Array.from(labels), probabilities: undefined }) as const;

describe('chooseGolden', () => {
  it('takes all of a few', () => {
    expect(chooseGolden(labelled([0, 1, 0]), 3)).toEqual([0, 1, 2]);
  });

  it('covers a class that comes once among many', () => {
    const labels = new Array<number>(1000).fill(0);
    labels[777] = 1;
    const chosen = chooseGolden(labelled(labels), 1000);
    expect(chosen).toContain(777);
    expect(chosen).toHaveLength(GOLDEN_RECORDS);
  });

  it('spreads the records of a regression evenly', () => {
    const chosen = chooseGolden({ task: 'regression', values: new Float32Array(500) }, 500);
    expect(chosen).toEqual(Array.from({ length: 50 }, (_, i) => i * 10));
  });

  it('never takes more than it may, with more classes than that', () => {
    const labels = Array.from({ length: 300 }, (_, i) => i);
    expect(chooseGolden(labelled(labels), 300)).toHaveLength(GOLDEN_RECORDS);
  });
});
