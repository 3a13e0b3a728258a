import { UserError } from '../../lib/contract/errors.ts';
import type { FeatureChoice } from '../features/select.ts';
import type { Table } from './table.ts';
import { isWine, WINE } from './wine.ts';

/** What holds for a data set where nobody says otherwise. */
export interface DatasetDefaults {
  /** The model's name; undefined: it must be given. */
  readonly name: string | undefined;
  readonly target: string;
  readonly features: FeatureChoice;
  readonly featuresKey: string;
  readonly carriedKeys: readonly string[];
  /** Undefined: the target's name. */
  readonly predictionKey: string | undefined;
}

/** Records as the wine example's producers send them: {"wine_features": {…}, "customer_id": 159}. */
const WINE_DEFAULTS: DatasetDefaults = {
  name: 'wine-quality',
  target: WINE.target,
  features: 3,
  featuresKey: 'wine_features',
  carriedKeys: ['customer_id'],
  predictionKey: 'wine_quality',
};

export function defaultsOf(table: Table): DatasetDefaults {
  if (isWine(table.columns)) return WINE_DEFAULTS;
  return {
    name: undefined,
    target: table.columns.includes(WINE.target) ? WINE.target : table.columns.at(-1)!,
    features: 'all',
    featuresKey: 'features',
    carriedKeys: ['id'],
    predictionKey: undefined,
  };
}

/**
 * SVM hyperparameters for the true wine data; undefined for others, which take the trainer's own.
 *
 * Of C from 1 to 100 and γ from 1/d to 200, by accuracy and log loss on holdouts of two splits that are not the
 * default one: three columns, C = 10 and γ = 100 gave 0.63 and 0.60 where libsvm's defaults gave 0.54 and 0.53;
 * eleven columns, C = 10 and γ = 1 gave 0.68 and 0.68 against 0.57 and 0.57. The kernel is narrow because many
 * wines come in near-equal rows.
 */
export function wineHyperparameters(
  table: Table,
  features: number,
): { readonly C: number; readonly gamma: number } | undefined {
  if (table.synthetic || !isWine(table.columns)) return undefined;
  return { C: 10, gamma: features === WINE_DEFAULTS.features ? 100 : 1 };
}

/** @throws UserError when data of no known kind come without a name for the model */
export function modelName(given: string | undefined, table: Table): string {
  const name = given ?? defaultsOf(table).name;
  if (name !== undefined) return name;
  throw new UserError(`${table.source} is not wine data: name the model with --name, such as --name churn`);
}
