import { UserError } from '../../lib/contract/errors.ts';
import type { Task } from '../trainers/trainer.ts';
import { type ClassTarget, MAX_CLASSES, readClasses } from './classes.ts';
import { numberColumn, numberOf, type Table, textColumn } from './table.ts';

/** What a model learns to answer: classes, or a measured quantity. */
export type Target = ClassTarget | ValueTarget;

/** The target of a regression. */
export interface ValueTarget {
  readonly task: 'regression';
  readonly column: string;
  /** Each row's value, finite as float32. */
  readonly values: Float64Array;
}

/** Fewer rows leave nothing to judge a regression by. */
const MIN_REGRESSION_ROWS = 10;

/** Groups of about equal numbers of rows that a regression's splits hold alike. */
const STRATA = 10;

/**
 * Reads the column to predict.
 * @param task default: a regression for numbers with fractions or with more than MAX_CLASSES different values, else a
 *   classification
 * @throws UserError for a column that cannot be learned from, and says what to do
 */
export function readTarget(table: Table, column: string, task?: Task): Target {
  const chosen = task ?? usualTask(textColumn(table, column));
  return chosen === 'classification' ? readClasses(table, column) : readValues(table, column);
}

function usualTask(cells: readonly string[]): Task {
  const distinct = [...new Set(cells)];
  if (!distinct.every((cell) => numberOf(cell) !== undefined)) return 'classification';
  const fractions = distinct.some((cell) => !Number.isInteger(Number(cell)));
  return fractions || new Set(distinct.map(Number)).size > MAX_CLASSES ? 'regression' : 'classification';
}

function readValues(table: Table, column: string): ValueTarget {
  const values = numberColumn(table, column);
  if (values.every((value) => value === values[0])) {
    throw new UserError(
      `the target "${column}" of ${table.source} is ${values[0]} in every row; there is nothing to learn. ` +
        'Choose another column with --target',
    );
  }
  if (values.length < MIN_REGRESSION_ROWS) {
    throw new UserError(
      `${table.source} has ${values.length} rows; a regression takes ${MIN_REGRESSION_ROWS} or more, to learn from and to ` +
        'judge by. Add rows',
    );
  }
  return { task: 'regression', column, values };
}

/** Each row's group, of which a split takes the same share: its class, or the tenth that its value lies in. */
export function strataOf(target: Target): Int32Array {
  if (target.task === 'classification') return target.labels;
  const { values } = target;
  const groups = Math.min(STRATA, Math.floor(values.length / 5));
  const order = Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
  const strata = new Int32Array(values.length);
  order.forEach((row, rank) => {
    strata[row] = Math.floor((rank * groups) / values.length);
  });
  return strata;
}
