import { expect, it } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { readClasses } from '../../../training/data/classes.ts';
import { tableOf } from '../tables.ts';

function target(...cells: string[]) {
  return readClasses(tableOf(`y;x\n${cells.map((cell) => `${cell};1`).join('\n')}\n`), 'y');
}

it('orders integer classes by value and numbers the rows by them', () => {
  expect(target('10', '9', '10', '9.0')).toEqual({
    task: 'classification',
    column: 'y',
    classes: [9, 10],
    labels: Int32Array.of(1, 0, 1, 0),
  });
});

it('takes names as classes, in alphabetical order', () => {
  expect(target('setosa', 'iris', 'setosa', 'iris').classes).toEqual(['iris', 'setosa']);
});

it('takes names as classes where only some cells are numbers', () => {
  expect(target('1', 'one', '1', 'one').classes).toEqual(['1', 'one']);
});

it.each([
  ['a constant target', ['3', '3'], /is 3 in every row; there is nothing to learn/],
  ['a class with a single row', ['3', '3', '4'], /class 4 .* has one row/],
  ['fractions', ['1.5', '2', '1.5', '2'], /holds fractions such as 1.5/],
  ['an empty cell', ['1', '', '1'], /line 3: the target "y" is empty/],
  ['more classes than can be', Array.from({ length: 202 }, (_, i) => String(i >> 1)), /101 distinct values/],
])('refuses %s with what to do', (_, cells, message) => {
  expect(() => target(...cells)).toThrow(UserError);
  expect(() => target(...cells)).toThrow(message);
});
