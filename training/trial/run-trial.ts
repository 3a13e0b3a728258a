import { UserError } from '../../lib/contract/errors.ts';
import { type Objective, scoresOf } from '../evaluate/objectives.ts';
import { mean } from '../features/correlation.ts';
import type { Parameters } from '../space/distribution.ts';
import type { TrialOutcome } from '../study/trial.ts';
import { isClassified, type TrainingRows, takeRows } from '../trainers/trainer.ts';
import type { Fold } from './folds.ts';
import { IterationSteps, type Report } from './iteration-steps.ts';
import { refitMetrics } from './refit.ts';
import type { TrialModel, TrialTrainer } from './trial-trainer.ts';

/** One trial: hyperparameters, and the rows that they are tried on. */
export interface TrialTask {
  readonly trainer: TrialTrainer;
  readonly parameters: Parameters;
  /** The training rows of the search. */
  readonly rows: TrainingRows;
  /** One: its iterations are the steps. More: each fold is a step. */
  readonly folds: readonly Fold[];
  readonly objective: Objective;
  readonly seed: number;
  /** Threads that a fit may keep busy. */
  readonly threads: number;
}

export interface TrialControls {
  readonly report: Report;
  readonly signal: AbortSignal;
}

/**
 * Fits and scores a trial, fold by fold; step k is the mean of the first k folds. Hyperparameters that a trainer
 * refuses, and scores that are no numbers, make it a failed trial.
 * @throws the signal's reason; what a broken trainer throws
 */
export async function runTrial(task: TrialTask, controls: TrialControls): Promise<TrialOutcome> {
  try {
    return await (task.folds.length === 1 ? runSplit(task, controls) : runFolds(task, controls));
  } catch (thrown) {
    controls.signal.throwIfAborted();
    if (thrown instanceof UserError) return { state: 'failed', reason: thrown.message };
    throw thrown;
  }
}

async function runFolds(task: TrialTask, { report, signal }: TrialControls): Promise<TrialOutcome> {
  const results: FoldResult[] = [];
  for (const [index, fold] of task.folds.entries()) {
    results.push(await runFold(task, fold, signal));
    const value = meanScore(results, task.objective.metric);
    if (!Number.isFinite(value)) return noNumber(task, value);
    const goOn = await report(index + 1, value);
    // The last fold is done: there is nothing left to save.
    if (!goOn && index + 1 < task.folds.length) {
      const reason = `after ${index + 1} of ${task.folds.length} folds at ${figure(value)}`;
      return { state: 'pruned', reason, metrics: metricsOf(task, results) };
    }
  }
  return complete(task, results);
}

async function runSplit(task: TrialTask, { report, signal }: TrialControls): Promise<TrialOutcome> {
  const steps = new IterationSteps(report, task.objective.direction);
  const result = await runFold(task, task.folds[0]!, signal, (iteration, loss) =>
    steps.take(iteration, loss),
  );
  await steps.settle();
  if (!steps.pruned) return complete(task, [result]);
  return { state: 'pruned', reason: 'its loss fell behind on the way', metrics: metricsOf(task, [result]) };
}

function complete(task: TrialTask, results: readonly FoldResult[]): TrialOutcome {
  const value = meanScore(results, task.objective.metric);
  if (!Number.isFinite(value)) return noNumber(task, value);
  return { state: 'complete', value, metrics: metricsOf(task, results) };
}

function noNumber({ objective: { metric } }: TrialTask, value: number): TrialOutcome {
  return { state: 'failed', reason: `its ${metric} is ${value}` };
}

interface FoldResult {
  readonly scores: Readonly<Record<string, number>>;
  readonly hyperparameters: Parameters;
  readonly seconds: number;
}

async function runFold(
  task: TrialTask,
  fold: Fold,
  signal: AbortSignal,
  onIteration?: (iteration: number, loss: number) => boolean,
): Promise<FoldResult> {
  const { trainer, parameters, rows, seed, threads } = task;
  signal.throwIfAborted();
  const started = performance.now();
  const validation = pick(rows, fold.validation);
  const stopBy = stopsEarly(task) ? validation : undefined;
  const options = { signal, seed, threads, validation: stopBy, onIteration };
  const model: TrialModel = await trainer.fit(pick(rows, fold.train), parameters, options);
  const scores = scoresOf(validation, await model.predict(validation));
  return { scores, hyperparameters: model.hyperparameters, seconds: (performance.now() - started) / 1000 };
}

/** Metrics that are the loss which trainers stop early by, or rise and fall with it. */
const LOSSES: ReadonlySet<string> = new Set(['logLoss', 'rmse', 'r2']);

/**
 * Whether fits stop early by the rows that judge them. Of accuracy they would stop too early: it goes on rising for long
 * after the log loss has turned, and the number of iterations is searched for anyway. With one fold iterations are
 * the steps, which need rows to be measured on.
 */
function stopsEarly({ folds, objective }: TrialTask): boolean {
  return folds.length === 1 || LOSSES.has(objective.metric);
}

function pick(rows: TrainingRows, picked: Int32Array): TrainingRows {
  const taken = takeRows(rows, picked);
  return isClassified(rows)
    ? { ...taken, labels: picked.map((row) => rows.labels[row]!), classes: rows.classes }
    : { ...taken, targets: Float64Array.from(picked, (row) => rows.targets[row]!) };
}

/** Every score as the mean of the folds, how far the folds are apart, the time, and what a refit needs to know. */
function metricsOf(
  { objective, parameters }: TrialTask,
  results: readonly FoldResult[],
): Record<string, number> {
  const names = Object.keys(results[0]!.scores);
  const scores = names.map((name) => [name, meanScore(results, name)] as const);
  const metrics: Record<string, number> = {
    ...Object.fromEntries(scores.filter(([, value]) => Number.isFinite(value))),
    seconds: results.reduce((sum, result) => sum + result.seconds, 0),
    folds: results.length,
    ...refitMetrics(
      parameters,
      results.map((result) => result.hyperparameters),
    ),
  };
  if (results.length > 1)
    metrics.foldSpread = deviationOf(results.map(({ scores }) => scores[objective.metric]!));
  return metrics;
}

function meanScore(results: readonly FoldResult[], metric: string): number {
  return mean(results.map(({ scores }) => scores[metric]!));
}

/** The standard deviation of a sample. */
function deviationOf(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

function figure(value: number): string {
  return String(Number(value.toPrecision(4)));
}
