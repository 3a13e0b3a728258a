import type { Dataset } from '../lib/contract/manifest.ts';
import { wineHyperparameters } from './data/defaults.ts';
import { type Problem, type ProblemOptions, readProblem } from './data/problem.ts';
import { DEFAULT_SPLIT, type Split, type SplitOptions, stratifiedSplit } from './data/split.ts';
import type { Table } from './data/table.ts';
import type { TrainOptions } from './options.ts';
import { type SvmHyperparameters, svmTrainer } from './trainers/svm.ts';
import { type FittedModel, takeRows } from './trainers/trainer.ts';

/** All that decides what a training gives: the same experiment gives the same model, bit for bit. */
export interface Experiment {
  readonly problem: Problem;
  readonly split: Split;
  readonly splitOptions: SplitOptions;
  /** The trainer's name. */
  readonly trainer: string;
  readonly hyperparameters: SvmHyperparameters;
}

/** What a person may say about it. */
export type ExperimentOptions = ProblemOptions & Pick<TrainOptions, 'seed' | 'hyperparameters'>;

/** @throws UserError for data or options that cannot be trained with */
export function planExperiment(table: Table, options: ExperimentOptions): Experiment {
  const problem = readProblem(table, options);
  const splitOptions = { ...DEFAULT_SPLIT, seed: options.seed ?? DEFAULT_SPLIT.seed };
  return {
    problem,
    splitOptions,
    split: stratifiedSplit(problem.target.labels, splitOptions),
    trainer: svmTrainer.name,
    hyperparameters: chooseHyperparameters(problem, options),
  };
}

function chooseHyperparameters(
  problem: Problem,
  { hyperparameters: given }: ExperimentOptions,
): SvmHyperparameters {
  const { width } = problem.rows;
  const defaults =
    wineHyperparameters(problem.table, width) ??
    svmTrainer.defaults({
      task: 'classification',
      rows: problem.rows.count,
      features: width,
      classes: problem.target.classes.length,
    });
  return { C: given?.C ?? defaults.C, gamma: given?.gamma ?? defaults.gamma };
}

/** Fits the model to the training rows. */
export function fitExperiment(
  { problem: { rows, target }, split, hyperparameters }: Experiment,
  signal?: AbortSignal,
): Promise<FittedModel> {
  const labels = split.train.map((row) => target.labels[row]!);
  const trainingRows = { ...takeRows(rows, split.train), labels, classes: target.classes.length };
  return svmTrainer.fit(trainingRows, hyperparameters, { signal });
}

/** The data set and its split, as the manifest records them. */
export function datasetOf({ problem: { table, target }, split, splitOptions }: Experiment): Dataset {
  return {
    source: table.source,
    sha256: table.sha256,
    rows: table.rows.length,
    target: target.column,
    split: {
      seed: splitOptions.seed,
      holdoutShare: splitOptions.holdoutShare,
      trainRows: split.train.length,
      holdoutRows: split.holdout.length,
    },
  };
}
