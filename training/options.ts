import type { GateMode } from '../lib/contract/verdict.ts';
import type { ModelRegistry } from '../lib/registry/registry.ts';
import type { LoadOptions } from './data/load.ts';
import type { GateLimits } from './gate/limits.ts';
import type { MlflowServer } from './mlflow/mlflow-client.ts';
import type { Task } from './trainers/trainer.ts';

/** What to train on, how, and what to do with the model. Everything that has a default may be left out. */
export interface TrainOptions extends LoadOptions {
  /** Where the version is published. */
  readonly registry: ModelRegistry;
  /** The model's name. Default: wine-quality for wine data; other data need one. */
  readonly name?: string | undefined;
  /** The column to predict. Default: quality where there is one, else the last column. */
  readonly target?: string | undefined;
  /** Default: a regression for numbers with fractions or with more than 100 different values, else a classification. */
  readonly task?: Task | undefined;
  /** "3" (so many, by correlation), "all", names with commas between, or a list of names. Default: 3 for wine data, else all. */
  readonly features?: string | readonly string[] | undefined;
  /** Of the split and the bootstrap; any integer. Default: 42. */
  readonly seed?: number | undefined;
  /** Which family of models is fitted, such as svm or boosting. Default: svm. */
  readonly family?: string | undefined;
  /** Hyperparameters to set; the others keep their defaults. */
  readonly hyperparameters?: Readonly<Record<string, number | string | boolean | undefined>> | undefined;
  /** The record's key of the features object; null: the features are the record's own keys. Default: wine_features, else features. */
  readonly featuresKey?: string | null | undefined;
  /** The record's keys to carry to the prediction. Default: customer_id for wine data, else id. */
  readonly carriedKeys?: readonly string[] | undefined;
  /** The key of the label in the prediction. Default: wine_quality for wine data, else the target's name. */
  readonly predictionKey?: string | undefined;
  /** Whether the champion moves to the new version. Default: true. */
  readonly promote?: boolean | undefined;
  /** How much better than the champion a version must be to take its place. Default: non-inferior. */
  readonly mode?: GateMode | undefined;
  /** By how much a metric may fall behind the champion's in mode non-inferior, 0 to 1. Default: 0.01. */
  readonly margin?: number | undefined;
  /** Of the 99th percentile of its time to answer to the champion's, at most. Default: 1.2. */
  readonly maxLatencyRatio?: number | undefined;
  /** What a version may take besides. Default: the gate's. */
  readonly gateLimits?: Partial<GateLimits> | undefined;
  /** Moves the champion whatever the gate says, for this reason, which the alias's history keeps. */
  readonly force?: string | undefined;
  /** Who trains, for the alias's history. */
  readonly by: string;
  /** Why the champion moves. Default: says how good it is. */
  readonly reason?: string | undefined;
  /** A tracking server that is told too; when it is away, the training goes on. */
  readonly mlflow?: MlflowServer | undefined;
  /** Default: the time of this machine. */
  readonly now?: (() => Date) | undefined;
  /** Stops the training; `train` then throws the signal's reason and nothing is published. */
  readonly signal?: AbortSignal | undefined;
}
