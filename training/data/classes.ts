import { UserError } from '../../lib/contract/errors.ts';
import type { ClassLabel } from '../../lib/contract/signature.ts';
import { type Table, textColumn } from './table.ts';

/** The target of a classification: the classes in ascending order, and each row's position among them. */
export interface ClassTarget {
  readonly task: 'classification';
  readonly column: string;
  readonly classes: readonly ClassLabel[];
  readonly labels: Int32Array;
}

/** Beyond this a column is taken for a measured quantity: one-against-one training grows with its square. */
export const MAX_CLASSES = 100;

/** A class is split into training and holdout rows and takes part in both: it needs one row for each. */
const MIN_ROWS_PER_CLASS = 2;

/**
 * Reads a column as classes: integers when every cell is one, else strings.
 * @throws UserError for an empty cell, a constant column, fractions, too many classes, or a class with one row
 */
export function readClasses(table: Table, column: string): ClassTarget {
  const cells = textColumn(table, column);
  const values: readonly ClassLabel[] = integers(cells) ?? strings(table, column, cells);
  const classes = [...new Set(values)].sort(ascending);
  checkClasses(table, column, classes);
  const position = new Map(classes.map((label, index) => [label, index]));
  const labels = Int32Array.from({ length: values.length }, (_, row) => position.get(values[row]!)!);
  checkCounts(table, column, classes, labels);
  return { task: 'classification', column, classes, labels };
}

function integers(cells: readonly string[]): number[] | undefined {
  // 6 and 6.0 are one class: spreadsheets write either.
  const values = cells.map((cell) => (/^[+-]?\d+(\.0*)?$/.test(cell) ? Number(cell) + 0 : Number.NaN));
  return values.every(Number.isSafeInteger) ? values : undefined;
}

function strings(table: Table, column: string, cells: readonly string[]): readonly string[] {
  const empty = cells.indexOf('');
  if (empty !== -1) {
    throw new UserError(
      `${table.source} line ${table.lines[empty]}: the target "${column}" is empty; give each row its class`,
    );
  }
  if (cells.every((cell) => Number.isFinite(Number(cell)))) {
    throw new UserError(
      `the target "${column}" of ${table.source} holds fractions such as ${cells.find((c) => !/^\d+$/.test(c))}; ` +
        'those are no classes. Learn it with --task regression, or give a column of integers or names',
    );
  }
  return cells;
}

function ascending(a: ClassLabel, b: ClassLabel): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function checkClasses(table: Table, column: string, classes: readonly ClassLabel[]): void {
  if (classes.length === 1) {
    throw new UserError(
      `the target "${column}" of ${table.source} is ${JSON.stringify(classes[0])} in every row; ` +
        'there is nothing to learn. Choose another column with --target',
    );
  }
  if (classes.length > MAX_CLASSES) {
    throw new UserError(
      `the target "${column}" of ${table.source} has ${classes.length} distinct values; at most ${MAX_CLASSES} ` +
        'classes are supported. Choose a column of classes with --target, or --task regression for a quantity',
    );
  }
}

function checkCounts(table: Table, column: string, classes: readonly ClassLabel[], labels: Int32Array): void {
  const counts = countPerClass(labels, classes.length);
  const rare = counts.findIndex((count) => count < MIN_ROWS_PER_CLASS);
  if (rare !== -1) {
    throw new UserError(
      `class ${JSON.stringify(classes[rare])} of the target "${column}" has one row in ${table.source}, and it ` +
        'takes one to learn from and one to judge by. Add rows of that class, merge it with another, or drop it',
    );
  }
}

/** How many rows each class has. */
export function countPerClass(labels: ArrayLike<number>, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (let row = 0; row < labels.length; row++) counts[labels[row]!]!++;
  return counts;
}
