import { expect, test } from 'vitest';
import { hourName } from '../../../../monitoring/drift/decision/hours.ts';
import { judgeWindow } from '../../../../monitoring/drift/decision/judge-window.ts';
import { categoryBins } from '../../../../training/profile/layout/category-bins.ts';
import { countColumns, profileOfColumns, signatureOfColumns } from '../../../support/drift-profiles.ts';
import { randomFrom } from '../../../support/random.ts';

const random = randomFrom(5);

/** Equally frequent categories. */
function rowsOf(count: number, codes: number): number[] {
  return Array.from({ length: count }, () => Math.floor(random() * codes));
}

/** A feature of many categories in training, and an hour after it. */
function judgeRows(codes: number, values: readonly number[], live: readonly number[]) {
  const categories = Array.from({ length: codes }, (_, code) => `shop ${code}`);
  const columns = [{ name: 'shop', values, categories }];
  const made = profileOfColumns(columns);
  const layout = { ...made.layout, features: [categoryBins('shop', Float32Array.from(values))] };
  const profile = { ...made, layout, counts: countColumns(layout, [values]) };
  const hour = hourName(1);
  const hours = [{ hour, counts: countColumns(layout, [live]) }];
  const signature = signatureOfColumns(columns);
  return judgeWindow({ profile, signature, hours, window: hour }).features[0]!;
}

function judge(codes: number, training: number, live: readonly number[]) {
  return judgeRows(codes, rowsOf(training, codes), live);
}

test.each([
  [400, 2000, 700],
  [600, 2000, 700],
])('%i categories of %i rows do not differ in %i more of the same', (codes, training, count) => {
  const found = Array.from({ length: 3 }, () => judge(codes, training, rowsOf(count, codes)));
  expect(found.filter(({ differs }) => differs)).toEqual([]);
});

test('one of so many rare categories that a tenth of all rows have all at once differs', () => {
  const codes = 300;
  const training = [...rowsOf(6000, codes), ...new Array<number>(9).fill(7)];
  const live = rowsOf(1000, codes).map((code, row) => (row % 10 === 0 ? 7 : code));
  expect(judgeRows(codes, training, rowsOf(1000, codes))).toMatchObject({ differs: false });
  expect(judgeRows(codes, training, live)).toMatchObject({ differs: true });
});

test('a frequent category that is gone differs, however many rare ones there are', () => {
  const half = (rows: number[]) => rows.map((code, row) => (row % 2 === 0 ? 0 : code));
  const [training, codes] = [half(rowsOf(4000, 1000)), 1000];
  expect(judgeRows(codes, training, half(rowsOf(1000, codes)))).toMatchObject({ differs: false });
  expect(judgeRows(codes, training, rowsOf(1000, codes))).toMatchObject({ differs: true });
});
