import { expect, test } from 'vitest';
import { seededRandom } from '../../../../training/random.ts';
import { permutationImportance } from '../../../../training/reports/analysis/permutation-importance.ts';
import type { FeatureRows } from '../../../../training/trainers/trainer.ts';

const random = seededRandom(1);
const WIDTH = 3;
const COUNT = 300;
const values = Float32Array.from({ length: COUNT * WIDTH }, () => random.uniform());
const labels = Int32Array.from({ length: COUNT }, (_, row) => (values[row * WIDTH + 1]! > 0.5 ? 1 : 0));
const rows = { values, count: COUNT, width: WIDTH, labels, classes: 2 };

/** Looks at the second feature alone. */
function second({ values: features, count, width }: FeatureRows) {
  const called = Int32Array.from({ length: count }, (_, row) => (features[row * width + 1]! > 0.5 ? 1 : 0));
  return Promise.resolve({ labels: called, probabilities: undefined });
}

test('a model needs the feature that it looks at, and no other', async () => {
  const { metric, baseline, features, repeats } = await permutationImportance(rows, second, { seed: 2 });
  expect([metric, baseline, repeats]).toEqual(['accuracy', 1, 5]);
  expect(features[0]!.feature).toBe(1);
  // Shuffled, the feature is right by chance: half of the time.
  expect(features[0]!.mean).toBeCloseTo(0.5, 1);
  expect(features[0]!.deviation).toBeGreaterThan(0);
  expect(features.slice(1).map(({ mean, deviation }) => [mean, deviation])).toEqual([
    [0, 0],
    [0, 0],
  ]);
});

test('the same seed gives the same shuffles, another one does not', async () => {
  const of = (seed: number) => permutationImportance(rows, second, { seed });
  expect(await of(2)).toEqual(await of(2));
  expect((await of(3)).features[0]).not.toEqual((await of(2)).features[0]);
});

test('of a regression it is what is lost of the explained variance, and the rows stay as they were', async () => {
  const targets = Float64Array.from({ length: COUNT }, (_, row) => 4 * values[row * WIDTH]!);
  const before = values.slice();
  const predict = ({ values: features, count, width }: FeatureRows) =>
    Promise.resolve({ values: Float32Array.from({ length: count }, (_, row) => 4 * features[row * width]!) });
  const { metric, baseline, features } = await permutationImportance(
    { values, count: COUNT, width: WIDTH, targets },
    predict,
    { seed: 1 },
  );
  expect(metric).toBe('r2');
  expect(baseline).toBeCloseTo(1, 6);
  expect(features[0]).toMatchObject({ feature: 0 });
  // Unrelated answers of the same spread have an R² of −1: what is lost is about 2.
  expect(features[0]!.mean).toBeCloseTo(2, 0);
  expect(values).toEqual(before);
});

test('with few runs allowed it measures the features that speak for the target, once', async () => {
  let runs = 0;
  const predict = (features: FeatureRows) => {
    runs++;
    return second(features);
  };
  const {
    features,
    repeats,
    rows: taken,
  } = await permutationImportance(rows, predict, { seed: 1, maxRuns: 2, maxRows: 100 });
  expect(features).toHaveLength(2);
  expect(features[0]!.feature).toBe(1);
  expect([repeats, taken, runs]).toEqual([1, 100, 3]);
});

test('it ends when it is told to', async () => {
  const controller = new AbortController();
  const predict = (features: FeatureRows) => {
    controller.abort(new Error('stopped'));
    return second(features);
  };
  await expect(permutationImportance(rows, predict, { seed: 1, signal: controller.signal })).rejects.toThrow(
    'stopped',
  );
});
