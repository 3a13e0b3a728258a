import { UserError } from '../../lib/contract/errors.ts';
import type { ClassLabel, Signature } from '../../lib/contract/signature.ts';
import { correlationRatio, pearson } from '../features/correlation.ts';
import {
  candidatesOf,
  type FeatureChoice,
  parseFeatureChoice,
  type Relevance,
  selectByCorrelation,
} from '../features/select.ts';
import type { TrainOptions } from '../options.ts';
import { type FeatureRows, type TrainingRows, takeRows } from '../trainers/trainer.ts';
import { checkColumns, checkCount } from './columns.ts';
import { type DatasetDefaults, defaultsOf } from './defaults.ts';
import { numberColumn, type Table } from './table.ts';
import { readTarget, type Target } from './target.ts';

/** What is to be learned: which columns say what of which, and how records carry them. */
export interface Problem {
  readonly table: Table;
  readonly target: Target;
  readonly signature: Signature;
  /** Every row of the table, as the model gets it. */
  readonly rows: FeatureRows;
}

/** What a person may say about it; the data set's defaults stand in. */
export type ProblemOptions = Pick<
  TrainOptions,
  'target' | 'task' | 'features' | 'featuresKey' | 'carriedKeys' | 'predictionKey'
>;

/** @throws UserError for a target or a feature that is not there or cannot be learned from */
export function readProblem(table: Table, options: ProblemOptions): Problem {
  const defaults = defaultsOf(table);
  const column = options.target ?? defaults.target;
  if (!table.columns.includes(column)) {
    throw new UserError(
      `${table.source} has no column "${column}" to predict; name one with --target: ${table.columns.join(', ')}`,
    );
  }
  const target = readTarget(table, column, options.task);
  const choice = featureChoice(options.features, defaults);
  const columns = chooseColumns(table, target, choice);
  return {
    table,
    target,
    signature: signatureOf([...columns.keys()], target, options, defaults),
    rows: rowsOf([...columns.values()], table.rows.length),
  };
}

function featureChoice(given: ProblemOptions['features'], defaults: DatasetDefaults): FeatureChoice {
  if (given === undefined) return defaults.features;
  return typeof given === 'string' ? parseFeatureChoice(given) : given;
}

/** The chosen columns by name, in the order the model reads them. */
function chooseColumns(table: Table, target: Target, choice: FeatureChoice): Map<string, Float64Array> {
  const available = table.columns.filter((name) => name !== target.column);
  const candidates = candidatesOf(choice, available, table.source);
  checkCount(candidates, table.source);
  const columns = new Map(candidates.map((name) => [name, numberColumn(table, name)]));
  checkColumns(columns, target, table.source);
  if (typeof choice !== 'number') return columns;
  const selected = selectByCorrelation(columns, relevanceTo(target), choice);
  return new Map(selected.map((name) => [name, columns.get(name)!]));
}

/** Integer classes are grades and have an order; names have none. */
function relevanceTo(target: Target): Relevance {
  if (target.task === 'regression') return (values) => Math.abs(pearson(values, target.values));
  const { classes, labels } = target;
  if (!classes.every((label) => typeof label === 'number')) {
    return (values) => correlationRatio(values, labels, classes.length);
  }
  const grades = Float64Array.from(labels, (label) => Number(classes[label]));
  return (values) => Math.abs(pearson(values, grades));
}

function signatureOf(
  names: readonly string[],
  target: Target,
  options: ProblemOptions,
  defaults: DatasetDefaults,
): Signature {
  return {
    task: target.task,
    featuresKey: options.featuresKey === undefined ? defaults.featuresKey : options.featuresKey,
    carriedKeys: [...(options.carriedKeys ?? defaults.carriedKeys)],
    predictionKey: options.predictionKey ?? defaults.predictionKey ?? target.column,
    features: names.map((name) => ({ name, type: 'number' as const })),
    classes: target.task === 'classification' ? [...target.classes] : [],
  };
}

/** Rows by number with their true answers, to learn from or to judge by. */
export function pickRows(
  { rows, target }: Pick<Problem, 'rows' | 'target'>,
  picked: Int32Array,
): TrainingRows {
  const taken = takeRows(rows, picked);
  if (target.task === 'regression') {
    return { ...taken, targets: Float64Array.from(picked, (row) => target.values[row]!) };
  }
  return { ...taken, labels: picked.map((row) => target.labels[row]!), classes: target.classes.length };
}

function rowsOf(columns: readonly Float64Array[], count: number): FeatureRows {
  const width = columns.length;
  const values = new Float32Array(count * width);
  columns.forEach((column, at) => {
    for (let row = 0; row < count; row++) values[row * width + at] = column[row]!;
  });
  return { values, count, width };
}

/** The true labels of rows, as records show them; of a regression the true values. */
export function labelsOf({ target }: Pick<Problem, 'target'>, rows: Int32Array): ClassLabel[] {
  if (target.task === 'regression') return Array.from(rows, (row) => target.values[row]!);
  return Array.from(rows, (row) => target.classes[target.labels[row]!]!);
}

/** Rows as a producer sends them: the features' numbers exactly as the file has them. */
export function recordsOf(table: Table, signature: Signature, rows: Int32Array): Record<string, unknown>[] {
  const columns = signature.features.map(({ name }) => [name, numberColumn(table, name)] as const);
  return Array.from(rows, (row) => {
    const features = Object.fromEntries(columns.map(([name, values]) => [name, values[row]!]));
    return signature.featuresKey === null
      ? features
      : Object.fromEntries([[signature.featuresKey, features]]);
  });
}
