import { describe, expect, it } from 'vitest';
import { logisticTrainer } from '../../../training/trainers/logistic.ts';
import type { ClassAnswers, ClassifiedRows } from '../../../training/trainers/trainer.ts';
import { clouds, surface } from './neural/problems.ts';
import { graphAgreement, outliersOf } from './support/graph-agreement.ts';

const CLASSES = [3, 4, 5, 6];
const COUNTS = [120, 200, 60, 9];

/** The sum of a column of probabilities. */
function expectedRows({ probabilities }: ClassAnswers, classes: number, label: number): number {
  return probabilities.reduce((sum, p, at) => sum + (at % classes === label ? p : 0), 0);
}

describe('the logistic regression', () => {
  it('answers in its graph as it does itself, on outliers too', async () => {
    const rows = clouds(COUNTS, 3);
    const fitted = await logisticTrainer.fit(rows, { C: 10 });
    for (const asked of [clouds([90, 90, 90, 90], 3, 2), outliersOf(rows)]) {
      const { otherLabels, largestDifference } = await graphAgreement(fitted, asked, CLASSES);
      expect(otherLabels).toBe(0);
      expect(largestDifference).toBeLessThan(1e-5);
    }
  });

  // The constants bear no penalty: where their gradient is 0, each class is expected as often as it occurs.
  it.each([0.001, 1, 1000])('expects every class as often as it occurs at the optimum, C %d', async (C) => {
    const rows = clouds(COUNTS, 3);
    const fitted = await logisticTrainer.fit(rows, { C });
    const own = fitted.predict(rows) as ClassAnswers;
    for (const [label, count] of COUNTS.entries()) expect(expectedRows(own, 4, label)).toBeCloseTo(count, 2);
    expect(fitted.facts.largestGradient).toBeLessThan(1e-6);
  });

  it('expects classes equally often, by their weights, when they are balanced', async () => {
    const rows = clouds([300, 20], 1);
    const own = (await logisticTrainer.fit(rows, { classWeight: 'balanced' })).predict(rows) as ClassAnswers;
    const weighted = own.probabilities.reduce(
      (sum, p, at) => sum + (at % 2 === 1 ? p * [160 / 300, 160 / 20][rows.labels[(at - 1) / 2]!]! : 0),
      0,
    );
    expect(weighted).toBeCloseTo(160, 1);
  });

  it('bears features that repeat each other or never change', async () => {
    const once = clouds(COUNTS, 2);
    const values = Float32Array.from({ length: once.count * 4 }, (_, i) =>
      i % 4 === 3 ? 7 : once.values[Math.floor(i / 4) * 2 + (i % 4 === 2 ? 0 : i % 4)]!,
    );
    const rows: ClassifiedRows = { ...once, values, width: 4 };
    const fitted = await logisticTrainer.fit(rows, { C: 100 });
    expect(fitted.facts.iterations).toBeLessThan(2000);
    const { largestDifference } = await graphAgreement(fitted, outliersOf(rows), CLASSES);
    expect(largestDifference).toBeLessThan(1e-5);
  });

  it('ends when it is told to, and as many steps give the same model again', async () => {
    const rows = clouds(COUNTS, 3);
    const losses: number[] = [];
    const fitted = await logisticTrainer.fit(rows, {}, { onIteration: (_, loss) => losses.push(loss) < 2 });
    expect(losses[1]).toBeLessThan(losses[0]!);
    expect(fitted.hyperparameters.iterations).toBe(40);
    const again = await logisticTrainer.fit(rows, fitted.hyperparameters);
    expect(again.exportOnnx(CLASSES)).toEqual(fitted.exportOnnx(CLASSES));
  });

  it.each([
    [{ C: 0 }, /logistic: C is 0; expected a number from 0.000001 to 1000000/],
    [{ penalty: 1 } as object, /logistic has no hyperparameter penalty/],
  ])('refuses %j', async (hyperparameters, message) => {
    await expect(logisticTrainer.fit(clouds([9, 9], 2), hyperparameters)).rejects.toThrow(message);
  });

  it('refuses a measured quantity, and more features than it can invert', async () => {
    await expect(logisticTrainer.fit(surface(20), {})).rejects.toThrow(/fits classes/);
    await expect(logisticTrainer.fit(clouds([2, 2], 1001), {})).rejects.toThrow(
      /1001 features; .* 1000 at most/,
    );
  });
});
