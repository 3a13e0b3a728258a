import type { ModelRegistry } from '../lib/registry/registry.ts';
import type { LoadOptions } from './data/load.ts';

/** What to train on, how, and what to do with the model. Everything that has a default may be left out. */
export interface TrainOptions extends LoadOptions {
  /** Where the version is published. */
  readonly registry: ModelRegistry;
  /** The model's name. Default: wine-quality for wine data; other data need one. */
  readonly name?: string | undefined;
  /** The column to predict. Default: quality where there is one, else the last column. */
  readonly target?: string | undefined;
  /** "3" (so many, by correlation), "all", or names with commas between. Default: 3 for wine data, else all. */
  readonly features?: string | undefined;
  /** Of the split and the bootstrap; any integer. Default: 42. */
  readonly seed?: number | undefined;
  /** Hyperparameters to set; the others keep their defaults. */
  readonly hyperparameters?:
    | { readonly C?: number | undefined; readonly gamma?: number | undefined }
    | undefined;
  /** The record's key of the features object; null: the features are the record's own keys. Default: wine_features, else features. */
  readonly featuresKey?: string | null | undefined;
  /** The record's keys to carry to the prediction. Default: customer_id for wine data, else id. */
  readonly carriedKeys?: readonly string[] | undefined;
  /** The key of the label in the prediction. Default: wine_quality for wine data, else the target's name. */
  readonly predictionKey?: string | undefined;
  /** Whether the champion moves to the new version. Default: true. */
  readonly promote?: boolean | undefined;
  /** Who trains, for the alias's history. */
  readonly by: string;
  /** Why the champion moves. Default: says the accuracy. */
  readonly reason?: string | undefined;
  /** Stops the training; `train` then throws the signal's reason and nothing is published. */
  readonly signal?: AbortSignal | undefined;
}
