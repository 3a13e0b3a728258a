import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { seededRandom } from '../../../training/random.ts';
import { boostingTrainer } from '../../../training/trainers/boosting.ts';
import { forestTrainer } from '../../../training/trainers/forest.ts';
import type {
  ClassAnswers,
  ClassifiedRows,
  FittedModel,
  Hyperparameters,
  MeasuredRows,
  Trainer,
  ValueAnswers,
} from '../../../training/trainers/trainer.ts';
import { graphAgreement, outliersOf, thresholdRows } from './support/graph-agreement.ts';
import { accuracy, classified, clouds, measured, vectors } from './support/made-rows.ts';

/** What forests and boosting have in common. */

const SEVEN = [3, 4, 5, 6, 7, 8, 9];
/** Like the wine's: the rarest with one row. */
const COUNTS = [9, 30, 80, 100, 60, 20, 1];

const digest = (fitted: FittedModel, classes: readonly number[] = []) =>
  createHash('sha256').update(fitted.exportOnnx(classes)).digest('hex');
const labelsOf = (fitted: FittedModel, rows: ClassifiedRows) => (fitted.predict(rows) as ClassAnswers).labels;

/** Which of four quarters a row is in, crosswise: no single split tells anything. */
function xor(count: number, seed: number): ClassifiedRows {
  const rows = vectors(count, 2, seededRandom(seed));
  return classified(
    rows,
    rows.map(([x, y]) => (x! < 0.5 === y! < 0.5 ? 0 : 1)),
  );
}

/** Steps and a slope. */
function steps(count: number, seed: number, scale = 1, offset = 0): MeasuredRows {
  const rows = vectors(count, 3, seededRandom(seed));
  return measured(
    rows,
    rows.map(([x, y]) => offset + scale * ((x! < 0.3 ? 1 : 5) + 2 * y!)),
  );
}

function meanError(fitted: FittedModel, rows: MeasuredRows): number {
  const { values } = fitted.predict(rows) as ValueAnswers;
  return values.reduce((sum, value, row) => sum + Math.abs(value - rows.targets[row]!), 0) / rows.count;
}

/** Every row that may catch a graph out: unseen ones, thresholds and their neighbours, extremes. */
async function expectAgreement(
  fitted: FittedModel,
  rows: ClassifiedRows | MeasuredRows,
  classes: readonly (number | string)[],
): Promise<void> {
  for (const each of [rows, thresholdRows(rows), outliersOf(rows)]) {
    const { largestDifference, otherLabels } = await graphAgreement(fitted, each, classes);
    expect(otherLabels).toBe(0);
    // A fiftieth of what is allowed.
    expect(largestDifference).toBeLessThan(2e-6);
  }
}

const TRAINERS: [Trainer, Hyperparameters][] = [
  [forestTrainer as unknown as Trainer, { trees: 20 }],
  [boostingTrainer as unknown as Trainer, { iterations: 20, learningRate: 0.3, minLeaf: 5 }],
];

describe.each(TRAINERS.map(([trainer, few]) => ({ name: trainer.name, trainer, few })))(
  '$name',
  ({ trainer, few }) => {
    it('learns what no single split tells', async () => {
      const fitted = await trainer.fit(xor(400, 1), few);
      expect(accuracy(labelsOf(fitted, xor(400, 2)), xor(400, 2).labels)).toBeGreaterThan(0.93);
      await expectAgreement(fitted, xor(60, 3), ['even', 'odd']);
    });

    it('tells seven classes apart, also of one row, and is the graph it exports', async () => {
      const fitted = await trainer.fit(clouds(COUNTS, 3), few, { threads: 2 });
      const unseen = clouds(COUNTS, 3, seededRandom(2));
      expect(accuracy(labelsOf(fitted, unseen), unseen.labels)).toBeGreaterThan(0.6);
      await expectAgreement(fitted, unseen, SEVEN);
    });

    it('learns values of any size', async () => {
      const fitted = await trainer.fit(steps(400, 1), few, { threads: 2 });
      expect(meanError(fitted, steps(200, 2))).toBeLessThan(0.15);
      await expectAgreement(fitted, steps(60, 2), []);
      const large = await trainer.fit(steps(400, 1, 1e-3, 1000), few);
      expect(meanError(large, steps(200, 2, 1e-3, 1000))).toBeLessThan(0.15e-3);
      await expectAgreement(large, steps(60, 2, 1e-3, 1000), []);
    });

    it('is the same model for any number of threads and the same seed', async () => {
      const rows = clouds(COUNTS, 4);
      const digests = [];
      for (const threads of [1, 2, 3]) {
        digests.push(digest(await trainer.fit(rows, few, { threads, seed: 5 }), SEVEN));
      }
      expect(new Set(digests).size).toBe(1);
    });

    it('does without features that are constant, and with rows that repeat', async () => {
      const constant = measured([[7], [7], [7], [7]], [1, 2, 3, 6]);
      const mean = await trainer.fit(constant, few);
      expect((mean.predict(constant) as ValueAnswers).values[0]).toBeCloseTo(3, 0);
      await expectAgreement(mean, constant, []);
      const repeated = classified(
        Array.from({ length: 60 }, (_, i) => [7, i % 3]),
        Array.from({ length: 60 }, (_, i) => (i % 3 === 2 ? 1 : 0)),
      );
      const fitted = await trainer.fit(repeated, few);
      expect(accuracy(labelsOf(fitted, repeated), repeated.labels)).toBe(1);
      await expectAgreement(fitted, repeated, [0, 1]);
    });

    it('answers a constant target with it', async () => {
      const rows = measured(vectors(40, 2), new Array<number>(40).fill(4));
      const fitted = await trainer.fit(rows, few);
      expect((fitted.predict(rows) as ValueAnswers).values.every((value) => value === 4)).toBe(true);
      await expectAgreement(fitted, rows, []);
    });

    it('finds more of a rare class when classes weigh the same', async () => {
      const rows = clouds([400, 25], 2, seededRandom(1), 2);
      const unseen = clouds([400, 200], 2, seededRandom(3), 2);
      const recall = async (classWeight: string) => {
        const fitted = await trainer.fit(rows, { ...few, classWeight, minLeaf: 8 });
        const found = labelsOf(fitted, unseen).filter(
          (label, row) => label === 1 && unseen.labels[row] === 1,
        );
        return found.length / 200;
      };
      expect(await recall('balanced')).toBeGreaterThan((await recall('none')) + 0.05);
    });

    it('tells every iteration in order, and stops when it is told to', async () => {
      const rows = clouds(COUNTS, 3);
      const told: number[] = [];
      const stopped = await trainer.fit(rows, few, {
        threads: 2,
        onIteration: (iteration, loss) => {
          told.push(iteration);
          expect(loss).toBeGreaterThan(0);
          return iteration < 7;
        },
      });
      expect(told).toEqual([1, 2, 3, 4, 5, 6, 7]);
      // The hyperparameters it gives back make the same model.
      expect(digest(await trainer.fit(rows, stopped.hyperparameters), SEVEN)).toBe(digest(stopped, SEVEN));
    });

    it('ends at once when it is aborted', async () => {
      const stop = new AbortController();
      const rows = clouds([4000, 4000, 4000], 10);
      const endless = trainer.name === 'forest' ? { trees: 2000 } : { iterations: 10_000 };
      const fitting = trainer.fit(rows, endless, { threads: 2, signal: stop.signal });
      setTimeout(() => stop.abort(new Error('Ctrl-C')), 150);
      const started = performance.now();
      await expect(fitting).rejects.toThrow('Ctrl-C');
      expect(performance.now() - started).toBeLessThan(3000);
      await expect(
        trainer.fit(rows, endless, { signal: AbortSignal.abort(new Error('before')) }),
      ).rejects.toThrow('before');
    });

    it.each<[Hyperparameters, RegExp]>([
      [{ minLeaf: 0 }, /minLeaf is 0; expected an integer from 1/],
      [{ minLeaf: 1.5 }, /minLeaf is 1.5; expected an integer/],
      [{ classWeight: 'some' }, /classWeight is some; expected none or balanced/],
      [{ kernel: 3 }, /has no hyperparameter kernel; it has .*minLeaf/],
    ])('refuses %j', async (hyperparameters, message) => {
      const fitting = trainer.fit(clouds([5, 5], 2), hyperparameters);
      await expect(fitting).rejects.toThrow(UserError);
      await expect(fitting).rejects.toThrow(message);
    });
  },
);
