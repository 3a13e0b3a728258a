import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../training/random.ts';
import { boostingTrainer } from '../../../training/trainers/boosting.ts';
import type { ClassAnswers } from '../../../training/trainers/trainer.ts';
import { clouds, measured, vectors } from './support/made-rows.ts';

const bytes = (model: Uint8Array) => Buffer.from(model).toString('base64');

describe('boosting', () => {
  it('stops early, at the lowest loss on the validation rows', async () => {
    const rows = clouds([90, 60, 30], 3);
    const validation = clouds([90, 60, 30], 3, seededRandom(2));
    const losses: number[] = [];
    const few = { iterations: 500, learningRate: 0.3, patience: 10 };
    const fitted = await boostingTrainer.fit(rows, few, {
      validation,
      threads: 2,
      onIteration: (_, loss) => losses.push(loss) > 0,
    });
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(fitted.hyperparameters.iterations).toBe(best);
    expect(losses.length).toBe(best + 10);
    // The loss that it told is that of the model it gives back.
    const { probabilities } = fitted.predict(validation) as ClassAnswers;
    const own = validation.labels.reduce(
      (sum, label, row) => sum - Math.log(probabilities[3 * row + label]!),
      0,
    );
    expect(own / validation.count).toBeCloseTo(losses[best - 1]!, 4);
    const again = await boostingTrainer.fit(rows, fitted.hyperparameters);
    expect(bytes(again.exportOnnx([0, 1, 2]))).toBe(bytes(fitted.exportOnnx([0, 1, 2])));
  });

  it('grows one tree with several threads as with one', async () => {
    const random = seededRandom(4);
    // Fewer values are not worth a second thread.
    const rows = vectors(10_000, 11, random);
    const wave = measured(
      rows,
      rows.map(([x, y, z]) => Math.sin(6 * x!) + y! * z! + random.uniform()),
    );
    const models = [];
    for (const threads of [1, 3]) {
      const fitted = await boostingTrainer.fit(wave, { iterations: 6 }, { threads });
      models.push(bytes(fitted.exportOnnx([])));
    }
    expect(new Set(models).size).toBe(1);
  });

  it('has no more leaves than it may', async () => {
    const rows = clouds([90, 90], 3, seededRandom(1), 2);
    const fitted = await boostingTrainer.fit(rows, {
      iterations: 9,
      maxLeaves: 3,
      minLeaf: 2,
    });
    expect(fitted.facts.trees).toBe(9);
    expect(fitted.facts.leaves).toBe(27);
  });

  it.each([
    [{ learningRate: 0 }],
    [{ learningRate: Number.NaN }],
    [{ l2: -1 }],
    [{ maxLeaves: 1 }],
    [{ iterations: 0 }],
    [{ patience: 0 }],
  ])('refuses %j', async (hyperparameters) => {
    await expect(boostingTrainer.fit(clouds([5, 5], 2), hyperparameters)).rejects.toThrow(/expected an? /);
  });
});
