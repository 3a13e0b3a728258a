import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { mlpTrainer } from '../../../training/trainers/mlp.ts';
import type { ClassAnswers, ValueAnswers } from '../../../training/trainers/trainer.ts';
import { clouds, surface } from './neural/problems.ts';
import { graphAgreement, outliersOf } from './support/graph-agreement.ts';

const CLASSES = [3, 4, 5, 6];
const COUNTS = [120, 200, 60, 9];
const SMALL = { hiddenWidth: 16, epochs: 30, batchSize: 64, learningRate: 0.01 };

const accuracy = ({ labels }: ClassAnswers, truth: Int32Array) =>
  labels.filter((label, row) => label === truth[row]).length / truth.length;

describe('the perceptron', () => {
  it('learns classes, and its graph answers as it does, on outliers too', async () => {
    const rows = clouds(COUNTS, 3);
    const fitted = await mlpTrainer.fit(rows, { ...SMALL, hiddenLayers: 2 }, { seed: 3 });
    const unseen = clouds([90, 90, 90, 90], 3, 2);
    const own = fitted.predict(unseen) as ClassAnswers;
    expect(accuracy(own, unseen.labels)).toBeGreaterThan(0.55);
    for (const asked of [unseen, outliersOf(rows)]) {
      const { otherLabels, largestDifference } = await graphAgreement(fitted, asked, CLASSES);
      expect(otherLabels).toBe(0);
      expect(largestDifference).toBeLessThan(1e-5);
    }
  });

  it('learns a measured quantity in its own units', async () => {
    const rows = surface(600);
    const told: number[] = [];
    const fitted = await mlpTrainer.fit(
      rows,
      { ...SMALL, hiddenWidth: 32, epochs: 80 },
      { onIteration: (_, loss) => told.push(loss) > 0 },
    );
    const unseen = surface(200, 2);
    const { values } = fitted.predict(unseen) as ValueAnswers;
    const squares = values.map((value, row) => (value - unseen.targets[row]!) ** 2);
    const meanSquare = squares.reduce((sum, square) => sum + square) / 200;
    // The target's own variance is about 40,000.
    expect(meanSquare).toBeLessThan(1500);
    expect(told.at(-1)! / meanSquare).toBeGreaterThan(0.3);
    expect(told.at(-1)! / meanSquare).toBeLessThan(3);
    for (const asked of [unseen, outliersOf(rows)]) {
      expect((await graphAgreement(fitted, asked, [])).largestDifference).toBeLessThan(1e-5);
    }
  });

  it('gives the same file for the same rows and seed whatever the threads, and another for another seed', async () => {
    const rows = clouds(COUNTS, 3);
    const digest = async (seed: number, threads: number) => {
      const fitted = await mlpTrainer.fit(rows, { ...SMALL, epochs: 5 }, { seed, threads });
      return createHash('sha256').update(fitted.exportOnnx(CLASSES)).digest('hex');
    };
    const [one, two, other] = await Promise.all([digest(1, 1), digest(1, 2), digest(2, 1)]);
    expect(two).toBe(one);
    expect(other).not.toBe(one);
  });

  it('keeps the epoch that was best on validation rows, and as many epochs without them give the same model', async () => {
    const rows = clouds([30, 30, 30], 4);
    const validation = { ...clouds([30, 0, 30], 4, 7), classes: 3 };
    const losses: number[] = [];
    const hyperparameters = { hiddenWidth: 64, learningRate: 0.02, batchSize: 16, epochs: 500 };
    const stopped = await mlpTrainer.fit(rows, hyperparameters, {
      validation,
      onIteration: (_, loss) => losses.push(loss) > 0,
    });
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(stopped.hyperparameters.epochs).toBe(best);
    expect(losses.length).toBe(best + 20);
    const again = await mlpTrainer.fit(rows, stopped.hyperparameters);
    expect(again.exportOnnx([0, 1, 2])).toEqual(stopped.exportOnnx([0, 1, 2]));
  });

  it('stops when it is told to after an iteration, with the model so far', async () => {
    const rows = clouds(COUNTS, 3);
    const fitted = await mlpTrainer.fit(rows, SMALL, { onIteration: (iteration) => iteration < 4 });
    expect(fitted.hyperparameters.epochs).toBe(4);
    const four = await mlpTrainer.fit(rows, { ...SMALL, epochs: 4 });
    expect(fitted.exportOnnx(CLASSES)).toEqual(four.exportOnnx(CLASSES));
  });

  it('finds rare classes when classes are balanced', async () => {
    const rows = clouds([400, 20], 1, 5);
    const rareHits = async (classWeight: 'none' | 'balanced') => {
      const { labels } = (await mlpTrainer.fit(rows, { ...SMALL, classWeight })).predict(
        rows,
      ) as ClassAnswers;
      return labels.filter((label, row) => label === 1 && rows.labels[row] === 1).length;
    };
    expect(await rareHits('balanced')).toBeGreaterThan((await rareHits('none')) + 5);
  });

  it('shrinks its weights by the penalty', async () => {
    const rows = clouds([100, 100], 2);
    const confidence = async (alpha: number) => {
      const fitted = await mlpTrainer.fit(rows, { ...SMALL, alpha });
      return Math.max(...(fitted.predict(rows) as ClassAnswers).probabilities);
    };
    expect(await confidence(20)).toBeLessThan((await confidence(0)) - 0.02);
  });

  it('ends at once when it is told to', async () => {
    const stop = new AbortController();
    const started = performance.now();
    const fitting = mlpTrainer.fit(clouds([500, 500], 4), { epochs: 100_000 }, { signal: stop.signal });
    setTimeout(() => stop.abort(new Error('Ctrl-C')), 100);
    await expect(fitting).rejects.toThrow('Ctrl-C');
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it.each([
    [{ hiddenWidth: 0 }, /hiddenWidth is 0; expected an integer from 1 to 4096/],
    [{ learningRate: Number.NaN }, /mlp: learningRate is NaN; expected a number from 1e-8 to 10/],
    [{ classWeight: 'some' as 'none' }, /classWeight is some; expected none or balanced/],
    [{ width: 3 }, /mlp has no hyperparameter width; it has hiddenLayers, hiddenWidth/],
  ])('refuses %j', async (hyperparameters, message) => {
    await expect(mlpTrainer.fit(clouds([9, 9], 2), hyperparameters as object)).rejects.toThrow(message);
  });

  it('says so when its steps are so long that the loss overflows', async () => {
    const wild = { learningRate: 10, hiddenLayers: 8, hiddenWidth: 300, epochs: 9 };
    await expect(mlpTrainer.fit(surface(50), wild)).rejects.toThrow(
      /the loss is no number any more after epoch \d with a learningRate of 10; take a smaller one, such as 1/,
    );
  });
});
