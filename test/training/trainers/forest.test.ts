import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../training/random.ts';
import { forestTrainer } from '../../../training/trainers/forest.ts';
import type { ClassAnswers } from '../../../training/trainers/trainer.ts';
import { accuracy, clouds } from './support/made-rows.ts';

describe('a forest', () => {
  it('is another one for another seed, and as good', async () => {
    const rows = clouds([150, 150, 150], 4);
    const unseen = clouds([150, 150, 150], 4, seededRandom(2));
    const answers = [];
    for (const seed of [1, 2]) {
      const fitted = await forestTrainer.fit(rows, { trees: 40 }, { seed });
      answers.push(fitted.predict(unseen) as ClassAnswers);
    }
    expect(answers[0]!.probabilities).not.toEqual(answers[1]!.probabilities);
    const [first, second] = answers.map(({ labels }) => accuracy(labels, unseen.labels));
    expect(Math.abs(first! - second!)).toBeLessThan(0.05);
  });

  it('grows until its leaves are pure, or as deep as it may', async () => {
    const rows = clouds([100, 100], 2, seededRandom(1), 2);
    const deep = await forestTrainer.fit(rows, { trees: 10 });
    const shallow = await forestTrainer.fit(rows, { trees: 10, maxDepth: 2 });
    const coarse = await forestTrainer.fit(rows, { trees: 10, minLeaf: 25 });
    expect(shallow.facts.leaves).toBeLessThanOrEqual(40);
    expect(deep.facts.leaves).toBeGreaterThan(2 * shallow.facts.leaves!);
    // A bootstrap has about 126 distinct rows.
    expect(coarse.facts.leaves).toBeLessThanOrEqual(60);
  });

  it('refuses hyperparameters out of range', async () => {
    for (const hyperparameters of [
      { trees: 0 },
      { trees: 2001 },
      { maxFeatures: 0 },
      { maxFeatures: 1.1 },
      { maxDepth: 0 },
    ]) {
      await expect(forestTrainer.fit(clouds([5, 5], 2), hyperparameters)).rejects.toThrow(/expected an? /);
    }
  });
});
