import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { PROBABILITY_TOLERANCE } from '../../../lib/contract/golden.ts';
import { FAMILIES } from '../../../training/families.ts';
import {
  type Answers,
  type ClassifiedRows,
  type FitOptions,
  type Hyperparameters,
  isClassified,
  shapeOf,
  type Trainer,
  type TrainingRows,
} from '../../../training/trainers/trainer.ts';
import { EXTREME_ROWS, measuring, ORDINARY, WITHOUT_A_CLASS, withTargets } from './support/extreme-rows.ts';
import { graphAgreement, outliersOf } from './support/graph-agreement.ts';

const numbersOf = (answers: Answers) => ('values' in answers ? answers.values : answers.probabilities);

/** Platt's slopes of a handful of rows are steep and magnify what float32 rounds: 4e-4 was seen of an SVM. */
const FEW_ROWS_TOLERANCE = 0.01;

/** A model that answers with numbers, on outliers too, and whose graph answers the same. */
async function expectGoodModel(
  trainer: Trainer,
  rows: TrainingRows,
  hyperparameters: Hyperparameters,
  options: FitOptions = {},
  tolerance = PROBABILITY_TOLERANCE,
): Promise<void> {
  const fitted = await trainer.fit(rows, hyperparameters, { seed: 1, threads: 2, ...options });
  const classes = isClassified(rows) ? Array.from({ length: rows.classes }, (_, i) => i + 3) : [];
  for (const asked of [rows, outliersOf(rows)]) {
    expect(numbersOf(fitted.predict(asked)).every(Number.isFinite)).toBe(true);
    const { largestDifference, labelsDiffering } = await graphAgreement(fitted, asked, classes);
    expect(labelsDiffering).toBe(0);
    expect(largestDifference).toBeLessThanOrEqual(tolerance);
  }
}

/** Few rows of whatever floats there are, with every class among them. */
const anyRows: fc.Arbitrary<ClassifiedRows> = fc
  .record({ count: fc.integer({ min: 2, max: 24 }), width: fc.integer({ min: 1, max: 4 }) })
  .chain(({ count, width }) => {
    const ordinary = fc.integer({ min: -9, max: 9 });
    const value = fc.oneof(ordinary, fc.float({ noNaN: true, noDefaultInfinity: true }));
    return fc.record({
      values: fc.array(value, { minLength: count * width, maxLength: count * width }),
      labels: fc.array(fc.nat(3), { minLength: count, maxLength: count }),
      count: fc.constant(count),
      width: fc.constant(width),
    });
  })
  .map(({ values, labels, count, width }) => {
    // The first rows have the classes 0, 1, … in turn: none is missing, and there are two or more.
    const classes = Math.min(count, Math.max(2, ...labels.map((label) => label + 1)));
    const own = Int32Array.from(labels, (label, row) => (row < classes ? row : label % classes));
    return { values: Float32Array.from(values), labels: own, count, width, classes };
  });

describe.each(Object.values(FAMILIES))('$name', (trainer) => {
  const measures = trainer.tasks.includes('regression');

  it.each(Object.entries(EXTREME_ROWS))('learns from %s', async (_, rows) => {
    for (const classWeight of ['none', 'balanced']) await expectGoodModel(trainer, rows, { classWeight });
    if (measures) await expectGoodModel(trainer, measuring(rows), {});
  });

  it('learns from any few rows', async () => {
    await fc.assert(
      fc.asyncProperty(anyRows, async (rows) => {
        await expectGoodModel(trainer, rows, { classWeight: 'balanced' }, {}, FEW_ROWS_TOLERANCE);
        if (measures) await expectGoodModel(trainer, measuring(rows), {}, {}, FEW_ROWS_TOLERANCE);
      }),
      { numRuns: 15, endOnFailure: true },
    );
  }, 120_000);

  it('learns while a class is missing among the validation rows', async () => {
    const losses: number[] = [];
    const onIteration = (_: number, loss: number) => losses.push(loss) > 0;
    const options = { validation: WITHOUT_A_CLASS, onIteration };
    await expectGoodModel(trainer, ORDINARY, { classWeight: 'balanced' }, options);
    expect(losses.every(Number.isFinite)).toBe(true);
  });

  it.runIf(measures).each<[string, (label: number, row: number) => number]>([
    ['one value', () => 4],
    ['two values', (label) => Number(label > 0)],
    ['huge values', (label) => label * 1e33],
    ['tiny values', (label) => label * 1e-30],
    ['values that are nothing as floats', (label) => label * 1e-320],
    ['values with a large mean', (label) => 1e9 + label],
    ['one value far off', (label, row) => (row === 3 ? 1e12 : label)],
  ])('learns %s', async (_, target) => {
    await expectGoodModel(trainer, withTargets(target), {});
  });

  it('gives a good model at the corners of its search space', async () => {
    for (const rows of measures ? [ORDINARY, withTargets((label) => label)] : [ORDINARY]) {
      const dimensions = Object.entries(trainer.space(shapeOf(rows)));
      // Of 16 corners or more every fifth: each bound of each hyperparameter is among them.
      const stride = dimensions.length < 4 ? 1 : 5;
      for (let corner = 0; corner < 2 ** dimensions.length; corner += stride) {
        const hyperparameters = Object.fromEntries(
          dimensions.map(([name, distribution], at) => {
            const isHigh = ((corner >> at) & 1) === 1;
            if (distribution.kind === 'categorical') return [name, distribution.choices.at(isHigh ? -1 : 0)!];
            return [name, isHigh ? distribution.high : distribution.low];
          }),
        );
        await expectGoodModel(trainer, rows, hyperparameters);
      }
    }
  }, 240_000);

  it.each([-1, -(2 ** 31), 2 ** 31, 2 ** 32 + 1, 2 ** 53])('takes the seed %d', async (seed) => {
    await expectGoodModel(trainer, ORDINARY, {}, { seed });
  });

  it('gives the same file with 1, 2, 3 and 16 threads, and while another fit goes on', async () => {
    const file = async (threads: number) =>
      Buffer.from((await trainer.fit(ORDINARY, {}, { seed: 7, threads })).exportOnnx([3, 4, 5]));
    const alone = await file(1);
    for (const threads of [2, 3, 16]) expect(alone.equals(await file(threads))).toBe(true);
    const together = await Promise.all([file(1), file(2), file(16)]);
    expect(together.every((each) => alone.equals(each))).toBe(true);
  });

  it('can be aborted at any moment', async () => {
    for (let delayMs = 0; delayMs <= 300; delayMs += 20) {
      const stop = new AbortController();
      const reason = new Error('Ctrl-C');
      const fitting = trainer.fit(ORDINARY, {}, { signal: stop.signal, threads: 2 });
      setTimeout(() => stop.abort(reason), delayMs);
      const outcome = await fitting.then(
        () => 'done',
        (thrown: unknown) => thrown,
      );
      expect(['done', reason]).toContain(outcome);
    }
  });

  it('keeps no memory from fit to fit', async () => {
    const learn = () => trainer.fit(ORDINARY, {}, { threads: 2 });
    for (let warm = 0; warm < 5; warm++) await learn();
    const before = process.memoryUsage().rss;
    for (let i = 0; i < 20; i++) await learn();
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(100);
  }, 120_000);

  it.runIf(measures)('refuses targets whose answers could overflow', async () => {
    const fitting = trainer.fit(
      withTargets((label) => label * 1e38),
      {},
    );
    await expect(fitting).rejects.toThrow(UserError);
  });
});
