import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ClassLabel, Signature } from '../../../lib/contract/signature.ts';
import { openOnnxSession } from '../../../lib/model/adapters/onnx-session.ts';
import { describeRuntime } from '../../../lib/model/onnx/describe-runtime.ts';
import type { ClassificationOutput } from '../../../lib/model/session.ts';
import { compareAnswers } from '../../../training/evaluate/agreement.ts';
import { type Random, seededRandom } from '../../../training/random.ts';
import { type SvmHyperparameters, svmTrainer } from '../../../training/trainers/svm.ts';
import type {
  ClassAnswers,
  ClassifiedRows,
  FeatureRows,
  FittedModel,
  ValueAnswers,
} from '../../../training/trainers/trainer.ts';
import { surface } from './neural/problems.ts';
import { graphAgreement, outliersOf } from './support/graph-agreement.ts';

const FLOAT_MAX = 3.4028234663852886e38;

/** Overlapping clouds, one for each class, on scales as different as density and sulphur dioxide. */
function clouds(counts: readonly number[], width: number, random: Random = seededRandom(1)): ClassifiedRows {
  const labels = random.shuffle(counts.flatMap((count, label) => new Array<number>(count).fill(label)));
  const values = new Float32Array(labels.length * width);
  labels.forEach((label, row) => {
    for (let column = 0; column < width; column++) {
      const spread = random.uniform() + random.uniform() + random.uniform() - 1.5;
      // Rounded as measurements are, so that rows repeat.
      const z = Math.round((Math.cos(label * (column + 1)) + 0.9 * spread) * 20) / 20;
      values[row * width + column] = column === 0 ? 0.994 + 0.003 * z : 100 * column + 40 * z;
    }
  });
  return { values, count: labels.length, width, labels: Int32Array.from(labels), classes: counts.length };
}

function rowsOf(width: number, ...rows: number[][]): FeatureRows {
  return { values: Float32Array.from(rows.flat()), count: rows.length, width };
}

async function runGraph(
  fitted: FittedModel,
  rows: FeatureRows,
  classes: readonly ClassLabel[],
): Promise<ClassificationOutput> {
  const model = fitted.exportOnnx(classes);
  const signature: Signature = {
    task: 'classification',
    featuresKey: null,
    carriedKeys: [],
    predictionKey: 'label',
    features: Array.from({ length: rows.width }, (_, i) => ({ name: `f${i}`, type: 'number' })),
    classes: [...classes],
  };
  const runtime = describeRuntime(model, signature, { chunkRows: fitted.chunkRows });
  const session = await openOnnxSession(model, { signature, runtime, threads: 1 });
  const output = await session.run(rows.values, rows.count);
  await session.release();
  return output as ClassificationOutput;
}

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Like the wine's: seven classes, the rarest with five rows. */
const COUNTS = [12, 30, 120, 150, 90, 20, 5];
const CLASSES = [3, 4, 5, 6, 7, 8, 9];

describe('the SVM graph', () => {
  it.each<[string, SvmHyperparameters, number]>([
    ['a usual kernel', { C: 1, gamma: 1 / 3 }, 3],
    ['a narrow kernel', { C: 10, gamma: 100 }, 3],
    ['a very narrow kernel', { C: 10, gamma: 1000 }, 3],
    ['a wide kernel', { C: 10, gamma: 0.01 }, 3],
    ['a high price', { C: 100, gamma: 1 }, 3],
    ['eleven features', { C: 10, gamma: 1 }, 11],
    ['one feature', { C: 1, gamma: 1 }, 1],
  ])('answers as the trainer does: %s', async (_, hyperparameters, width) => {
    const fitted = await svmTrainer.fit(clouds(COUNTS, width), hyperparameters);
    const unseen = clouds([90, 90, 90, 90, 90, 90, 90], width, seededRandom(2));
    const { largestDifference, labelsDiffering } = compareAnswers(
      fitted.predict(unseen) as ClassAnswers,
      await runGraph(fitted, unseen, CLASSES),
    );
    expect(labelsDiffering).toBe(0);
    // A fifth of what is allowed.
    expect(largestDifference).toBeLessThan(2e-5);
  });

  it('stays with the trainer on outliers, as large as float32 goes', async () => {
    const fitted = await svmTrainer.fit(clouds(COUNTS, 3), { C: 10, gamma: 100 });
    const extremes = [0, 1e6, -1e6, 1e20, FLOAT_MAX, -FLOAT_MAX, 1e-40];
    const outliers = rowsOf(
      3,
      ...extremes.map((value) => [value, value, value]),
      ...extremes.map((value) => [0.994, 100, value]),
      ...extremes.map((value) => [value, -value, 240]),
    );
    const output = await runGraph(fitted, outliers, CLASSES);
    expect(output.probabilities?.every((p) => p >= 0 && p <= 1)).toBe(true);
    const { largestDifference, labelsDiffering } = compareAnswers(
      fitted.predict(outliers) as ClassAnswers,
      output,
    );
    expect(labelsDiffering).toBe(0);
    expect(largestDifference).toBeLessThan(2e-5);
  });

  it('publishes the class of the highest probability, and probabilities that add up to 1', async () => {
    const fitted = await svmTrainer.fit(clouds(COUNTS, 3), { C: 1, gamma: 1 });
    const rows = clouds(COUNTS, 3, seededRandom(3));
    const { labels, probabilities } = await runGraph(fitted, rows, CLASSES);
    for (let row = 0; row < rows.count; row++) {
      const own = [...probabilities!.subarray(row * 7, (row + 1) * 7)];
      expect(labels[row]).toBe(own.indexOf(Math.max(...own)));
      expect(own.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    }
  });

  it('gives one row the answer it has in a batch', async () => {
    const fitted = await svmTrainer.fit(clouds(COUNTS, 3), { C: 1, gamma: 1 });
    const rows = clouds([300, 300, 300, 300, 300, 300, 300], 3, seededRandom(4));
    const batch = await runGraph(fitted, rows, CLASSES);
    const last = { ...rows, values: rows.values.slice(-3), count: 1 };
    const alone = await runGraph(fitted, last, CLASSES);
    alone.probabilities?.forEach((p, label) => {
      expect(p).toBeCloseTo(batch.probabilities!.at(label - 7)!, 5);
    });
  });

  it('serves two classes, named ones, and a feature that is constant in training', async () => {
    const rows = clouds([80, 60], 2);
    const withConstant: ClassifiedRows = {
      ...rows,
      width: 3,
      values: Float32Array.from({ length: rows.count * 3 }, (_, i) =>
        i % 3 === 2 ? 7 : rows.values[Math.floor(i / 3) * 2 + (i % 3)]!,
      ),
    };
    const fitted = await svmTrainer.fit(withConstant, { C: 1, gamma: 0.5 });
    const output = await runGraph(fitted, withConstant, ['bad', 'good']);
    const agreement = compareAnswers(fitted.predict(withConstant) as ClassAnswers, output);
    expect(agreement.labelsDiffering).toBe(0);
    expect(agreement.largestDifference).toBeLessThan(2e-5);
    const hits = withConstant.labels.filter((label, row) => output.labels[row] === label).length;
    expect(hits / rows.count).toBeGreaterThan(0.8);
  });
});

describe('the SVM trainer', () => {
  it('gives the same file for the same rows, whatever was fitted before', async () => {
    const rows = clouds(COUNTS, 3);
    const model = async () => (await svmTrainer.fit(rows, { C: 1, gamma: 1 })).exportOnnx(CLASSES);
    const first = digest(await model());
    await svmTrainer.fit(clouds([30, 30], 2), { C: 1, gamma: 1 });
    expect(digest(await model())).toBe(first);
  });

  it('merges support vectors that are equal', async () => {
    const once = clouds([40, 40], 2);
    const values = Float32Array.from([...once.values, ...once.values]);
    const labels = Int32Array.from([...once.labels, ...once.labels]);
    const twice: ClassifiedRows = { ...once, values, labels, count: 2 * once.count };
    const { facts } = await svmTrainer.fit(twice, { C: 0.01, gamma: 1 });
    expect(facts.supportVectors).toBeGreaterThan(once.count);
    expect(facts.distinctSupportVectors).toBeLessThanOrEqual(once.count);
  });

  it.each([
    { C: 0, gamma: 1 },
    { C: 1, gamma: -1 },
    { C: Number.NaN, gamma: 1 },
    { C: 1, gamma: Number.POSITIVE_INFINITY },
  ])('refuses $C and $gamma', async (hyperparameters) => {
    await expect(svmTrainer.fit(clouds([9, 9], 2), hyperparameters)).rejects.toThrow(
      /svm: (C|gamma) is \S+; expected a number from 0.0001 to 10000, such as /,
    );
  });

  it('refuses more classes than coupling can bear', async () => {
    const rows = clouds(new Array<number>(33).fill(2), 2);
    await expect(svmTrainer.fit(rows, { C: 1, gamma: 1 })).rejects.toThrow(/33 classes; the SVM takes 32/);
  });

  it('stops at once when it is told to', async () => {
    const stop = new AbortController();
    const started = performance.now();
    const fitting = svmTrainer.fit(
      clouds([2000, 2000, 2000], 8),
      { C: 1000, gamma: 1 },
      { signal: stop.signal },
    );
    setTimeout(() => stop.abort(new Error('Ctrl-C')), 100);
    await expect(fitting).rejects.toThrow('Ctrl-C');
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('the SVM of a measured quantity', () => {
  it('learns it in its own units, within its tube, and its graph answers alike, on outliers too', async () => {
    const rows = surface(300);
    const fitted = await svmTrainer.fit(rows, { C: 10, gamma: 1, epsilon: 0.05 });
    const unseen = surface(200, 2);
    const { values } = fitted.predict(unseen) as ValueAnswers;
    const errors = values.map((value, row) => Math.abs(value - unseen.targets[row]!)).sort();
    // The tube's half width is 10, a twentieth of the target's deviation.
    expect(errors[100]).toBeLessThan(12);
    for (const asked of [unseen, outliersOf(rows)]) {
      expect((await graphAgreement(fitted, asked, [])).largestDifference).toBeLessThan(1e-5);
    }
  });

  it('needs fewer support vectors the wider its tube', async () => {
    const vectors = async (epsilon: number) =>
      (await svmTrainer.fit(surface(200), { C: 1, gamma: 1, epsilon })).facts.supportVectors!;
    const [narrow, wide] = await Promise.all([vectors(0.01), vectors(0.5)]);
    expect(wide).toBeLessThan(narrow / 2);
  });

  it('refuses a class weight, as classes refuse a tube', async () => {
    await expect(svmTrainer.fit(surface(20), { classWeight: 'none' })).rejects.toThrow(
      /svm has no hyperparameter classWeight; it has C, gamma, epsilon/,
    );
    await expect(svmTrainer.fit(clouds([9, 9], 2), { epsilon: 1 })).rejects.toThrow(
      /svm has no hyperparameter epsilon; it has C, gamma, classWeight/,
    );
  });
});

describe('the SVM of unequal classes', () => {
  it('finds the rare ones when they are balanced', async () => {
    const rows = clouds([300, 20], 1, seededRandom(5));
    const hits = async (classWeight: 'none' | 'balanced') => {
      const fitted = await svmTrainer.fit(rows, { classWeight });
      const { otherLabels, largestDifference } = await graphAgreement(fitted, rows, ['good', 'bad']);
      expect([otherLabels, largestDifference < 2e-5]).toEqual([0, true]);
      const { labels } = fitted.predict(rows) as ClassAnswers;
      return labels.filter((label, row) => label === 1 && rows.labels[row] === 1).length;
    };
    const [none, balanced] = await Promise.all([hits('none'), hits('balanced')]);
    expect(balanced).toBeGreaterThan(none + 5);
  });
});
