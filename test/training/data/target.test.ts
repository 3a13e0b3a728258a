import { expect, it } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { readTarget, strataOf } from '../../../training/data/target.ts';
import type { Task } from '../../../training/trainers/trainer.ts';
import { tableOf } from '../tables.ts';

function target(cells: readonly string[], task?: Task) {
  return readTarget(tableOf(`y;x\n${cells.map((cell) => `${cell};1`).join('\n')}\n`), 'y', task);
}

const fractions = Array.from({ length: 50 }, (_, row) => String(row / 4));

it.each<[string, string[], Task]>([
  ['integers', ['3', '4', '3', '4'], 'classification'],
  ['names', ['red', 'white', 'red', 'white'], 'classification'],
  ['numbers and names', ['1', 'one', '1', 'one'], 'classification'],
  ['fractions', fractions, 'regression'],
  ['more than 100 different integers', Array.from({ length: 101 }, (_, row) => String(row)), 'regression'],
])('takes %s for a %3$s unless told otherwise', (_, cells, task) => {
  expect(target(cells).task).toBe(task);
});

it('measures integers where that is asked', () => {
  const cells = Array.from({ length: 12 }, (_, row) => String(row % 3));
  expect(target(cells, 'regression')).toMatchObject({ values: Float64Array.from(cells, Number) });
});

it.each<[string, string[], Task | undefined, RegExp]>([
  ['a constant quantity', new Array(12).fill('1.5'), undefined, /is 1.5 in every row; there is nothing/],
  ['a quantity with a word in it', [...fractions, 'much'], 'regression', /line 52.*"much" is not a number/],
  ['fractions as classes', fractions, 'classification', /--task regression/],
  ['too few rows to judge by', ['1.5', '2.5', '3.5'], undefined, /has 3 rows; a regression takes 10/],
])('refuses %s with what to do', (_, cells, task, message) => {
  expect(() => target(cells, task)).toThrow(UserError);
  expect(() => target(cells, task)).toThrow(message);
});

it('groups values into tenths of about equal size, by their order', () => {
  const cells = Array.from({ length: 100 }, (_, row) => String(((row * 37) % 100) / 10));
  const read = target(cells);
  const strata = strataOf(read);
  for (const [row, cell] of cells.entries()) expect(strata[row]).toBe(Math.floor(Number(cell)));
});
