import { describe, expect, it } from 'vitest';
import { referenceProfileSchema } from '../../../lib/contract/profile.ts';
import { layoutDigest } from '../../../lib/model/profile/layout-digest.ts';
import { profileFile } from '../../../training/profile/reference-profile.ts';
import { answersTo, madeProfile, madeRows, signature, truthTo } from './scene.ts';

describe('buildReferenceProfile', () => {
  it('counts features of the training rows and answers to rows that the model did not see', () => {
    const profile = madeProfile();
    expect(profile.counts.rows).toBe(2_000);
    expect(profile.counts.predictions.rows).toBe(1_000);
    expect(profile.counts.features[0]).toMatchObject({ missing: 0, below: 0, above: 0 });
    expect(profile.counts.features[1]!.bins).toHaveLength(4);
    expect(profile.counts.features[1]!.bins.at(-1)).toBe(0);
    expect(profile.moments[0]!.mean).toBeCloseTo(0, 1);
    expect(profile.moments[0]!.deviation).toBeCloseTo(1, 1);
    expect(profile.moments[1]).toBeNull();
    expect(profile.importance).toEqual([0.9, 0.1]);
  });

  it('knows how often a confidence is right, and how often the model is', () => {
    const { calibration, performance } = madeProfile();
    expect(calibration!.rows).toBe(1_000);
    expect(calibration!.accuracy[55]).toBeCloseTo(0.55, 0);
    expect(calibration!.accuracy[90]).toBeGreaterThan(0.8);
    const unseen = madeRows({ count: 1_000, seed: 77 });
    const { labels } = answersTo(unseen);
    const hits = truthTo(unseen).filter((label, row) => label === labels[row]).length;
    expect(performance).toEqual({ metric: 'accuracy', value: hits / 1_000, rows: 1_000 });
  });

  it('has the spread of each statistic over four chunks of 500 rows', () => {
    const { spread } = madeProfile();
    expect(spread).toMatchObject({ rows: 500, chunks: 4 });
    expect(Object.keys(spread.features[0]!).sort()).toEqual(
      ['chiSquare', 'jensenShannon', 'ks', 'psi', 'wasserstein'].sort(),
    );
    expect(Object.keys(spread.features[1]!)).not.toContain('wasserstein');
    const { mean, max } = spread.features[0]!.wasserstein!;
    expect(mean).toBeGreaterThan(0);
    expect(max).toBeLessThan(0.15);
  });

  it('is a file that reads back as it was, and the same from the same rows', () => {
    const profile = madeProfile();
    const stored = JSON.parse(new TextDecoder().decode(profileFile(profile)));
    expect(referenceProfileSchema.parse(stored)).toEqual(profile);
    expect(madeProfile()).toEqual(profile);
    expect(layoutDigest(stored.layout)).toBe(layoutDigest(profile.layout));
  });

  it('has an answer to a single row, to values that are all missing, and to no truth', () => {
    const training = { values: Float32Array.of(Number.NaN, 1), count: 1, width: 2 };
    const rows = madeRows({ count: 1 });
    const unseen = { rows, truth: undefined, answers: answersTo(rows) };
    const profile = madeProfile({}, { training, unseen });
    expect(referenceProfileSchema.parse(profile)).toEqual(profile);
    expect(profile.counts.features[0]!.missing).toBe(1);
    expect(profile.moments[0]).toBeNull();
    expect(profile.spread).toMatchObject({ rows: 0, chunks: 0, features: [{}, {}] });
    expect([profile.calibration, profile.performance]).toEqual([null, null]);
  });

  it('of a regression counts the values that it answers, and how much of the variance they explain', () => {
    const rows = madeRows({ count: 300 });
    const values = Float32Array.from({ length: 300 }, (_, row) => rows.values[2 * row]!);
    const truth = Float64Array.from(values, (value, row) => value + (row % 2 === 0 ? 0.1 : -0.1));
    const profile = madeProfile(
      {},
      {
        signature: { ...signature, task: 'regression', classes: [] },
        unseen: { rows, truth, answers: { task: 'regression', values } },
      },
    );
    expect(referenceProfileSchema.parse(profile)).toEqual(profile);
    expect(profile.counts.predictions.values!.bins.reduce((sum, count) => sum + count)).toBe(300);
    expect(profile.performance!.metric).toBe('r2');
    expect(profile.performance!.value).toBeGreaterThan(0.98);
    expect(profile.calibration).toBeNull();
  });
});
