import { UserError } from '../../lib/contract/errors.ts';
import type { Direction } from '../samplers/sampler.ts';
import type {
  Answers,
  ClassAnswers,
  ClassifiedRows,
  Task,
  TrainingRows,
  ValueAnswers,
} from '../trainers/trainer.ts';
import { isClassified } from '../trainers/trainer.ts';
import { logLossOf } from './log-loss.ts';
import { meanAbsoluteError, rootMeanSquaredError, shareExplained } from './value-errors.ts';

/** What a search may look for, by task; the first is the default. */
export const OBJECTIVES = {
  classification: { accuracy: 'maximize', balancedAccuracy: 'maximize', logLoss: 'minimize' },
  regression: { rmse: 'minimize', mae: 'minimize', r2: 'maximize' },
} as const satisfies Record<Task, Record<string, Direction>>;

export type ClassMetric = keyof (typeof OBJECTIVES)['classification'];
export type ValueMetric = keyof (typeof OBJECTIVES)['regression'];
export type Metric = ClassMetric | ValueMetric;

export interface Objective {
  readonly metric: Metric;
  readonly direction: Direction;
}

/** @param metric default: accuracy, of a regression rmse. @throws UserError for one that the task does not have */
export function objectiveOf(task: Task, metric?: string): Objective {
  const directions: Readonly<Record<string, Direction>> = OBJECTIVES[task];
  const names = Object.keys(directions);
  const chosen = metric ?? names[0]!;
  if (!Object.hasOwn(directions, chosen)) {
    throw new UserError(`a ${task} has no metric "${chosen}"; expected one of ${names.join(', ')}`);
  }
  return { metric: chosen as Metric, direction: directions[chosen]! };
}

/** What a metric can come to at all. */
const RANGES: Readonly<Record<Metric, readonly [low: number, high: number]>> = {
  accuracy: [0, 1],
  balancedAccuracy: [0, 1],
  logLoss: [0, Infinity],
  rmse: [0, Infinity],
  mae: [0, Infinity],
  r2: [-Infinity, 1],
};

/** @throws UserError for a value to stop a search at that the metric cannot have */
export function checkStopAt(metric: Metric, value: number): void {
  const [low, high] = RANGES[metric];
  if (value >= low && value <= high) return;
  const range = [low > -Infinity && `${low} at least`, high < Infinity && `${high} at most`].filter(Boolean);
  throw new UserError(
    `--stop-at ${value}: ${metric} is ${range.join(' and ')}; give a value that it can have`,
  );
}

/** Every metric of the task, of answers to rows whose truth is known. @param rows 1 or more */
export function scoresOf(rows: TrainingRows, answers: Answers): Record<string, number> {
  if (isClassified(rows)) return classScores(rows, answers as ClassAnswers);
  const { values } = answers as ValueAnswers;
  return {
    rmse: rootMeanSquaredError(rows.targets, values),
    mae: meanAbsoluteError(rows.targets, values),
    r2: shareExplained(rows.targets, values),
  };
}

function classScores({ labels, classes }: ClassifiedRows, answers: ClassAnswers): Record<string, number> {
  const rows = new Float64Array(classes);
  const hits = new Float64Array(classes);
  let loss = 0;
  labels.forEach((label, row) => {
    rows[label]!++;
    if (answers.labels[row] === label) hits[label]!++;
    loss += logLossOf(answers.probabilities, { row, label, classes });
  });
  const recalls = [...rows.keys()]
    .filter((label) => rows[label]! > 0)
    .map((label) => hits[label]! / rows[label]!);
  return {
    accuracy: hits.reduce((sum, count) => sum + count, 0) / labels.length,
    balancedAccuracy: recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length,
    logLoss: loss / labels.length,
  };
}
