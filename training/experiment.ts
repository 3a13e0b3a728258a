import type { Dataset } from '../lib/contract/manifest.ts';
import { wineHyperparameters } from './data/defaults.ts';
import { type Problem, type ProblemOptions, pickRows, readProblem } from './data/problem.ts';
import { DEFAULT_SPLIT, type Split, type SplitOptions, stratifiedSplit } from './data/split.ts';
import { describeColumns } from './data/statistics.ts';
import type { Table } from './data/table.ts';
import { strataOf } from './data/target.ts';
import { familyOf } from './families.ts';
import type { TrainOptions } from './options.ts';
import type { FitOptions, FittedModel, Hyperparameters } from './trainers/trainer.ts';
import { shapeOf } from './trainers/trainer.ts';

/** All that decides what a training gives: the same experiment gives the same model, bit for bit. */
export interface Experiment {
  readonly problem: Problem;
  readonly split: Split;
  readonly splitOptions: SplitOptions;
  /** The trainer's name. */
  readonly trainer: string;
  readonly hyperparameters: Hyperparameters;
}

/** What a person may say about it. */
export type ExperimentOptions = ProblemOptions & Pick<TrainOptions, 'seed' | 'family' | 'hyperparameters'>;

/** @throws UserError for data or options that cannot be trained with */
export function planExperiment(table: Table, options: ExperimentOptions): Experiment {
  const problem = readProblem(table, options);
  const splitOptions = { ...DEFAULT_SPLIT, seed: options.seed ?? DEFAULT_SPLIT.seed };
  const split = stratifiedSplit(strataOf(problem.target), splitOptions);
  const trainer = familyOf(problem.target.task, options.family);
  const known = trainer.name === 'svm' ? knownHyperparameters(problem) : undefined;
  const given = Object.entries(options.hyperparameters ?? {}).filter(([, value]) => value !== undefined);
  return {
    problem,
    splitOptions,
    split,
    trainer: trainer.name,
    hyperparameters: {
      ...trainer.defaults(shapeOf(pickRows(problem, split.train))),
      ...known,
      ...(Object.fromEntries(given) as Hyperparameters),
    },
  };
}

/** Of the SVM, for data that are known; undefined for others. */
export function knownHyperparameters({ table, target, rows }: Problem): Hyperparameters | undefined {
  return target.task === 'classification' ? wineHyperparameters(table, rows.width) : undefined;
}

/** Fits the model to the training rows. */
export function fitExperiment(
  { problem, split, trainer, splitOptions, hyperparameters }: Experiment,
  options: Pick<FitOptions, 'signal' | 'threads'> = {},
): Promise<FittedModel> {
  const { seed } = splitOptions;
  return familyOf(problem.target.task, trainer).fit(pickRows(problem, split.train), hyperparameters, {
    ...options,
    seed,
  });
}

/** The data set and its split, as the manifest records them. */
export function datasetOf({
  problem: { table, target, signature },
  split,
  splitOptions,
}: Pick<Experiment, 'problem' | 'split' | 'splitOptions'>): Dataset {
  const names = [target.column, ...signature.features.map(({ name }) => name)];
  return {
    source: table.source,
    sha256: table.sha256,
    rows: table.rows.length,
    ...(table.modifiedAt && { version: table.modifiedAt.toISOString() }),
    statistics: describeColumns(table, names),
    target: target.column,
    split: {
      seed: splitOptions.seed,
      holdoutShare: splitOptions.holdoutShare,
      trainRows: split.train.length,
      holdoutRows: split.holdout.length,
    },
  };
}
