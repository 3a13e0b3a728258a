import { seededRandom } from '../../../../training/random.ts';
import type { ClassifiedRows, MeasuredRows } from '../../../../training/trainers/trainer.ts';
import { classified, clouds } from './made-rows.ts';

/** Rows at the ends of what a file may hold: a trainer learns from them or says why not. */

const FLOAT_MAX = 3.4e38;

export const ORDINARY = clouds([60, 50, 40], 4);

/** Classes, by what is extreme about their rows. */
export const EXTREME_ROWS: Readonly<Record<string, ClassifiedRows>> = {
  'two rows': classified(
    [
      [1, 2],
      [3, 5],
    ],
    [0, 1],
  ),
  'two rows that are alike': classified(
    [
      [1, 2],
      [1, 2],
    ],
    [0, 1],
  ),
  'one row of each class': clouds([1, 1, 1, 1, 1], 3),
  'constant features': changed((value, column) => [value, 7, 1e30, value][column]!),
  'a constant near the smallest float': changed((value, column) => (column === 1 ? -FLOAT_MAX : value)),
  'nothing but constants': changed(() => 3.3),
  'one feature': clouds([60, 50, 40], 1),
  '300 features': clouds([30, 30, 30], 300),
  'the same rows in every class': classified(
    Array.from({ length: 60 }, (_, row) => [row % 2, 1]),
    Array.from({ length: 60 }, (_, row) => row % 3),
  ),
  'huge values': changed((value) => value * 1e30),
  'values as large as floats are': changed((value) => Math.sign(value) * FLOAT_MAX),
  'a skew from end to end of the floats': changed((_, column, row) =>
    row % 5 === column ? FLOAT_MAX : -FLOAT_MAX,
  ),
  'tiny values': changed((value) => value * 1e-30),
  'denormal values': changed((value) => value * 1e-40),
  'values next to denormal ones': changed((value) => value * 1e-37),
  'every magnitude at once': changed((value, column) => value * [1e30, 1e-30, 1e-40, 1][column]!),
  'one row far off': changed((value, column, row) => (row + column === 0 ? FLOAT_MAX : value)),
  'a spread of the last digits': changed((value) => Math.fround(1e7 + value)),
  'a class of one row in two thousand': clouds([2000, 1], 3),
  '32 classes': clouds(new Array<number>(32).fill(6), 4),
  '32 classes of a row each': clouds(new Array<number>(32).fill(1), 3),
};

/** The ordinary rows with other targets. */
export function withTargets(target: (label: number, row: number) => number): MeasuredRows {
  return measuring(ORDINARY, target);
}

/** Rows with a value in place of their class. */
export function measuring(
  { values, count, width, labels }: ClassifiedRows,
  target: (label: number, row: number) => number = (label, row) => 2 * label + (row % 7) / 7,
): MeasuredRows {
  return { values, count, width, targets: Float64Array.from(labels, target) };
}

function changed(change: (value: number, column: number, row: number) => number): ClassifiedRows {
  const { width } = ORDINARY;
  const values = ORDINARY.values.map((value, at) => change(value, at % width, Math.floor(at / width)));
  return { ...ORDINARY, values };
}

/** Validation rows without one of the classes. */
export const WITHOUT_A_CLASS: ClassifiedRows = { ...clouds([20, 20], 4, seededRandom(3)), classes: 3 };
