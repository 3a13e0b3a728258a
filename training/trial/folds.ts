import { type Split, stratifiedSplit } from '../data/split.ts';
import { strataOf } from '../data/target.ts';
import { seededRandom } from '../random.ts';
import { isClassified, type TrainingRows } from '../trainers/trainer.ts';

/** The share of the training rows that a validation split judges by. */
export const VALIDATION_SHARE = 0.2;

/** More folds cost more than they tell. */
export const FOLDS_MAX = 20;

/** Row numbers to learn from and to judge by, ascending. */
export interface Fold {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/**
 * What the trials of a search are judged by: the same folds for every trial, so that trials differ by their models
 * alone. With one fold, a fifth of the rows is held back once.
 * @param folds 1 to 20
 */
export function foldsOf(rows: TrainingRows, folds: number, seed: number): Fold[] {
  const strata = isClassified(rows)
    ? rows.labels
    : strataOf({ task: 'regression', column: '', values: rows.targets });
  if (folds > 1) return crossValidation(strata, folds, seed);
  const { train, holdout }: Split = stratifiedSplit(strata, { seed, holdoutShare: VALIDATION_SHARE });
  return [{ train, validation: holdout }];
}

/** The only row of a class is learned from in every fold: a model must know all classes. */
const NEVER_HELD = -1;

/**
 * Stratified folds: each takes its share of every stratum, within one row, and all are of one size within one row.
 * Every row is in one of them, but for the only row of its stratum, which is in none.
 */
function crossValidation(strata: Int32Array, folds: number, seed: number): Fold[] {
  const foldOf = assignFolds(strata, folds, seed);
  const rowsWhere = (holds: (fold: number) => boolean): Int32Array =>
    Int32Array.from(foldOf.keys()).filter((row) => holds(foldOf[row]!));
  return Array.from({ length: folds }, (_, fold) => ({
    train: rowsWhere((other) => other !== fold),
    validation: rowsWhere((other) => other === fold),
  }));
}

function assignFolds(strata: Int32Array, folds: number, seed: number): Int32Array {
  const random = seededRandom(seed);
  const byStratum: number[][] = [];
  strata.forEach((stratum, row) => {
    byStratum[stratum] ??= [];
    byStratum[stratum].push(row);
  });
  const foldOf = new Int32Array(strata.length).fill(NEVER_HELD);
  let next = 0;
  for (const members of byStratum.filter((rows) => rows !== undefined && rows.length > 1)) {
    for (const row of random.shuffle(members)) foldOf[row] = next++ % folds;
  }
  return foldOf;
}
