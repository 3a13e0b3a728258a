import { expect, it } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { prepareSearch, reopenSearch } from '../../../training/search/prepare.ts';
import type { SearchRequest } from '../../../training/search/request.ts';
import { listStudies } from '../../../training/study/study.ts';
import { laboratory, quickSearch } from './support.ts';

it('writes all that workers need to know, the data included', async () => {
  const lab = await laboratory();
  const { definition, problem } = await prepareSearch(quickSearch(lab));
  expect(definition).toMatchObject({
    study: 'quick',
    objective: { metric: 'accuracy', direction: 'maximize' },
    sampler: { name: 'tpe' },
    pruner: { name: 'median', options: { startupTrials: 10, acrossFamilies: 1 } },
    maxStep: 2,
    seed: 42,
    limits: { trials: 3, failures: 5 },
  });
  expect(Object.keys(definition.space)).toEqual(['forest', 'logistic']);
  expect(problem).toMatchObject({
    model: 'wine-quality',
    target: 'quality',
    data: { key: 'studies/quick/data.csv', source: 'rows.csv', rows: 200, synthetic: false },
    signature: { task: 'classification', classes: [5, 6, 7, 8] },
    split: { seed: 42, holdoutShare: 0.2 },
    gate: { mode: 'better' },
  });
  expect(problem.data.version).toMatch(/^\d{4}-\d\d-\d\dT/);
  expect(Object.keys(problem.data.statistics)).toEqual([
    'quality',
    ...problem.signature.features.map((f) => f.name),
  ]);
});

it('finds the same search again for the same request, and refuses another one under its name', async () => {
  const lab = await laboratory();
  const first = await prepareSearch(quickSearch(lab));
  expect(await prepareSearch(quickSearch(lab))).toEqual(first);
  expect(await reopenSearch({ store: lab.store, study: 'quick' })).toEqual(first);
  await expect(prepareSearch(quickSearch(lab, { limits: { trials: 4 } }))).rejects.toThrow(
    /quick .* is another one.*limits/,
  );
});

it('keeps with the study that the champion is to stay', async () => {
  const lab = await laboratory();
  await prepareSearch(quickSearch(lab, { promote: false }));
  expect((await reopenSearch({ store: lab.store, study: 'quick' })).problem.promote).toBe(false);
  expect((await prepareSearch(quickSearch(lab))).problem.promote).toBe(false);
});

/** Rows of two classes with two columns that differ, to be spoilt. */
function table(change: (lines: string[][]) => unknown): string {
  const lines = [
    ['a', 'b', 'y'],
    ...Array.from({ length: 20 }, (_, row) => [`${row}`, `${(row * 7) % 11}`, `${row % 2}`]),
  ];
  change(lines);
  return lines.map((cells) => cells.join(',')).join('\n');
}

const bad: [string, string, Partial<SearchRequest>, RegExp][] = [
  ['no such target', table(() => {}), { target: 'z' }, /no column "z" to predict; .*--target: a, b, y/],
  [
    'a constant target',
    table((l) => l.slice(1).map((c) => (c[2] = '1'))),
    {},
    /is 1 in every row; there is nothing to learn/,
  ],
  ['a class with a single row', table((l) => (l[3]![2] = '9')), {}, /class 9 .* has one row/],
  [
    'words in a column of numbers',
    table((l) => (l[4]![1] = 'much')),
    {},
    /line 5, column "b": "much" is not a number/,
  ],
  ['two columns of one name', table((l) => (l[0]![1] = 'a')), {}, /two columns are named "a"; rename one/],
  [
    'two columns of the same values',
    table((l) => l.slice(1).map((c) => (c[1] = c[0]!))),
    {},
    /"a" and "b" hold the same values/,
  ],
  [
    'a column that is the target',
    table((l) => l.slice(1).map((c) => (c[1] = c[2]!))),
    {},
    /"b" repeats the target "y"/,
  ],
  ['an empty file', '', {}, /rows.csv is empty; expected a line of column names/],
  ['a header alone', 'a,b,y\n', {}, /has a header but no rows/],
  ['the target alone', 'y\n1\n2\n1\n2\n', {}, /no column besides the target/],
  [
    'ten thousand columns',
    `${Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(',')},y\n${[0, 1, 0, 1].map((y) => `${'1,'.repeat(10_000)}${y}`).join('\n')}\n`,
    {},
    /has 10000 columns to learn from; a model reads 4096 at most.*--features/,
  ],
];

it.each(bad)('refuses %s before any trial: there is no study', async (_, csv, more, message) => {
  const lab = await laboratory(csv);
  const preparing = prepareSearch(quickSearch(lab, { name: 'bad', ...more }));
  await expect(preparing).rejects.toThrow(UserError);
  await expect(preparing).rejects.toThrow(message);
  expect(await listStudies(lab.store)).toEqual([]);
});

it.each<[string, Partial<SearchRequest>, RegExp]>([
  [
    'a family that is none',
    { families: ['forest', 'oak'] },
    /there is no family "oak"; the families for it are: .*forest/,
  ],
  ['a family twice', { families: ['forest', 'forest'] }, /names "forest" twice/],
  ['a metric of the other task', { metric: 'rmse' }, /has no metric "rmse"; expected one of accuracy/],
  ['more folds than rows', { folds: 20, data: undefined }, /./],
])('refuses %s', async (what, more, message) => {
  const csv = what.startsWith('more folds') ? table((lines) => lines.splice(9)) : undefined;
  const lab = await laboratory(csv);
  const preparing = prepareSearch({ ...quickSearch(lab), ...more, data: lab.data, name: 'bad' });
  await expect(preparing).rejects.toThrow(UserError);
  await expect(preparing).rejects.toThrow(message);
});
