import { expect, it, vi } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { objectiveOf } from '../../../training/evaluate/objectives.ts';
import type { ClassifiedRows, FitOptions, TrainingRows } from '../../../training/trainers/trainer.ts';
import { foldsOf } from '../../../training/trial/folds.ts';
import { refitParameters } from '../../../training/trial/refit.ts';
import { runTrial, type TrialTask } from '../../../training/trial/run-trial.ts';
import type { TrialTrainer } from '../../../training/trial/trial-trainer.ts';

/** Forty rows of two classes; the only feature is the row's number. */
const ROWS: ClassifiedRows = {
  values: Float32Array.from({ length: 40 }, (_, row) => row),
  count: 40,
  width: 1,
  labels: Int32Array.from({ length: 40 }, (_, row) => row % 2),
  classes: 2,
};

type Fit = (rows: TrainingRows, options: FitOptions) => Promise<{ hits: number; iterations: number }>;

/** A trainer whose models find the right class in so many of the first rows. */
function trainerThat(behave: Fit): TrialTrainer {
  return {
    name: 'stub',
    tasks: ['classification'],
    space: () => ({}),
    defaults: () => ({}),
    async fit(rows, parameters, options) {
      const { hits, iterations } = await behave(rows, options);
      return {
        predict: async ({ values, count }) => {
          const right = Int32Array.from(values.subarray(0, count), (row) => row % 2);
          const labels = right.map((label, at) => (at < hits ? label : 1 - label));
          return {
            labels,
            probabilities: new Float64Array(2 * count).fill(0.5),
          };
        },
        ownAnswers: undefined,
        exportOnnx: () => new Uint8Array(),
        chunkRows: null,
        hyperparameters: { ...parameters, iterations },
        facts: {},
      };
    },
  };
}

function taskWith(trainer: TrialTrainer, folds = 4): TrialTask {
  return {
    trainer,
    parameters: { depth: 3 },
    rows: ROWS,
    folds: foldsOf(ROWS, folds, 1),
    objective: objectiveOf('classification', 'accuracy'),
    seed: 7,
    threads: 1,
  };
}

const signal = new AbortController().signal;
const goOn = async () => true;

it('scores a trial by the mean of its folds, and tells the mean so far after each', async () => {
  const hits = [10, 5, 5, 0];
  const trainer = trainerThat(async () => ({ hits: hits.shift()!, iterations: 1 }));
  const report = vi.fn(goOn);
  const outcome = await runTrial(taskWith(trainer), { report, signal });
  expect(report.mock.calls).toEqual([
    [1, 1],
    [2, 0.75],
    [3, expect.closeTo(2 / 3)],
    [4, 0.5],
  ]);
  expect(outcome).toMatchObject({
    state: 'complete',
    value: 0.5,
    metrics: { accuracy: 0.5, folds: 4, foldSpread: expect.closeTo(Math.sqrt(0.5 / 3)) },
  });
});

it('gives up after the fold that is not worth going on', async () => {
  const trainer = trainerThat(async () => ({ hits: 5, iterations: 1 }));
  const outcome = await runTrial(taskWith(trainer), { report: async (step) => step < 2, signal });
  expect(outcome).toMatchObject({
    state: 'pruned',
    reason: 'after 2 of 4 folds at 0.5',
    metrics: { folds: 2 },
  });
});

it('learns with the trial’s seed, and stops early by the rows that judge where the loss is the objective', async () => {
  const seen: FitOptions[] = [];
  const trainer = trainerThat(async (rows, options) => {
    seen.push(options);
    expect(rows.count + options.validation!.count).toBe(40);
    expect([...rows.values].filter((row) => options.validation!.values.includes(row))).toEqual([]);
    return { hits: 10, iterations: 1 };
  });
  const objective = objectiveOf('classification', 'logLoss');
  await runTrial({ ...taskWith(trainer), objective }, { report: goOn, signal });
  expect(seen.map(({ seed }) => seed)).toEqual([7, 7, 7, 7]);
});

it('shows a trainer none of the rows that judge its accuracy', async () => {
  const trainer = trainerThat(async (rows, { validation }) => {
    expect([rows.count, validation]).toEqual([30, undefined]);
    return { hits: 10, iterations: 1 };
  });
  expect((await runTrial(taskWith(trainer), { report: goOn, signal })).state).toBe('complete');
});

it('refits with the median of the iterations that early stopping found', async () => {
  const found = [30, 10, 20, 90];
  const trainer = trainerThat(async () => ({ hits: 10, iterations: found.shift()! }));
  const outcome = await runTrial(taskWith(trainer), { report: goOn, signal });
  const { metrics } = outcome as { metrics: Record<string, number> };
  expect(refitParameters({ depth: 3 }, metrics)).toEqual({ depth: 3, iterations: 20 });
});

it('makes a failed trial of what a trainer refuses, and lets a broken one be a fault', async () => {
  const refusing = trainerThat(() => Promise.reject(new UserError('depth is 3; expected less')));
  expect(await runTrial(taskWith(refusing), { report: goOn, signal })).toEqual({
    state: 'failed',
    reason: 'depth is 3; expected less',
  });
  const broken = trainerThat(() => Promise.reject(new TypeError('undefined is not a model')));
  await expect(runTrial(taskWith(broken), { report: goOn, signal })).rejects.toThrow(TypeError);
});

it('throws the reason of the one who stops it, whatever the trainer throws then', async () => {
  const stop = new AbortController();
  const trainer = trainerThat(async () => {
    stop.abort(new Error('SIGTERM'));
    throw new UserError('stopped in the middle');
  });
  await expect(runTrial(taskWith(trainer), { report: goOn, signal: stop.signal })).rejects.toThrow('SIGTERM');
});

it('with one fold takes iterations 1, 2, 4 and so on as steps, the loss turned round, and stops a bad fit', async () => {
  const reached: number[] = [];
  const trainer = trainerThat(async (_, { onIteration }) => {
    for (let iteration = 1; iteration <= 100; iteration++) {
      reached.push(iteration);
      if (!onIteration!(iteration, 1 / iteration)) break;
      await new Promise(setImmediate);
    }
    return { hits: 8, iterations: reached.length };
  });
  const report = vi.fn(async (step: number) => step < 8);
  const outcome = await runTrial(taskWith(trainer, 1), { report, signal });
  expect(report.mock.calls).toEqual([
    [1, -1],
    [2, -0.5],
    [4, -0.25],
    [8, -0.125],
  ]);
  expect(outcome.state).toBe('pruned');
  expect(reached.length).toBeLessThan(16);
});
