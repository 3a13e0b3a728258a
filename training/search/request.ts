import type { ObjectStore } from '../../lib/registry/object-store.ts';
import type { LoadOptions } from '../data/load.ts';
import type { TrainOptions } from '../options.ts';
import type { Direction } from '../samplers/sampler.ts';
import type { StudyDefinition, StudyLimits } from '../study/definition.ts';
import type { ProgramSpecification } from '../trial/program/specification.ts';
import type { GateSettings } from './problem.ts';

/** What a person asks of a search. Everything but the study, where it is kept, and its trials has a default. */
export interface SearchRequest
  extends LoadOptions,
    Pick<
      TrainOptions,
      'name' | 'target' | 'task' | 'features' | 'featuresKey' | 'carriedKeys' | 'predictionKey'
    > {
  /** Where studies are kept. */
  readonly store: ObjectStore;
  /** The study's name: 1 to 63 of a-z, 0-9 and "-". */
  readonly study: string;
  /** Families to choose from. Default: all that learn the task, and the programs. */
  readonly families?: readonly string[] | undefined;
  /** Families that are programs, by name. */
  readonly programs?: Readonly<Record<string, ProgramSpecification>> | undefined;
  readonly sampler?: Sampling | undefined;
  readonly pruner?: Pruning | undefined;
  /** 1: a fifth of the training rows judges; 2 to 20: cross-validation. Default: 5. */
  readonly folds?: number | undefined;
  /** accuracy, balancedAccuracy or logLoss; of a regression rmse, mae or r2. Default: the first. */
  readonly metric?: string | undefined;
  /** Of the split, the folds and the search; any integer. Default: 42. */
  readonly seed?: number | undefined;
  /** Default of failures: half of the trials, and 5 at least. */
  readonly limits: StudyLimits;
  /** Default: mode "better". */
  readonly gate?: Partial<GateSettings> | undefined;
  /** False: the champion stays as it is; the study keeps it. Default: true. */
  readonly promote?: boolean | undefined;
  /** Earlier studies to learn from. */
  readonly warmStart?: readonly string[] | undefined;
  readonly onProgress?: ((message: string) => void) | undefined;
}

export type Sampling = {
  name: StudyDefinition['sampler']['name'];
  options?: Record<string, number | boolean>;
};
export type Pruning = { name: StudyDefinition['pruner']['name']; options?: Record<string, number> };

export const DEFAULT_FOLDS = 5;
export const DEFAULT_SAMPLER: Sampling = { name: 'tpe' };

/**
 * What gives trials up unless told otherwise. Folds are the same rows for every family, so with folds all trials are
 * compared once ten are complete: two of each of five families. With one fold steps are iterations, which differ.
 */
export function defaultPruner(folds: number): Pruning {
  return folds === 1
    ? { name: 'median' }
    : { name: 'median', options: { startupTrials: 10, acrossFamilies: 1 } };
}

/** Failed trials that end a search unless told otherwise: a family that cannot work must not fail for ever. */
export function defaultFailures(trials: number): number {
  return Math.max(5, Math.ceil(trials / 2));
}

/** Whether a value is better than another. */
export function isBetter(direction: Direction, value: number, than: number): boolean {
  return direction === 'maximize' ? value > than : value < than;
}
