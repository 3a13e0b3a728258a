import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { UserError } from '../../../lib/contract/errors.ts';
import { prepareSearch } from '../../../training/search/prepare.ts';
import { reopenSearch } from '../../../training/search/reopen.ts';
import type { SearchRequest } from '../../../training/search/request.ts';
import { listStudies } from '../../../training/study/study.ts';
import { smallWineCsv } from '../tables.ts';
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
    /^the study quick was begun with other options than now: --trials 4 \(it has 3\)\. .*--warm-start quick$/,
  );
  await expect(prepareSearch(quickSearch(lab, { families: undefined, folds: 3 }))).rejects.toThrow(
    /--families .*svm.* \(it has forest,logistic\); --folds 3 \(it has 2\)\./,
  );
});

it('goes on with a study when what is asked again is what it is, and names each option that is not', async () => {
  const lab = await laboratory();
  const { store } = lab;
  const first = await prepareSearch(quickSearch(lab));
  const study = 'quick';
  expect(await reopenSearch({ store, study, data: lab.data, families: ['logistic', 'forest'] })).toEqual(
    first,
  );
  const other = join(lab.place, 'other.csv');
  await writeFile(other, smallWineCsv(150));
  await expect(reopenSearch({ store, study, data: other })).rejects.toThrow(
    /^the study quick is of rows\.csv \(SHA-256 \w{12}…\), you gave other\.csv \(SHA-256 /,
  );
  await expect(prepareSearch(quickSearch(lab, { data: other }))).rejects.toThrow(/you gave other\.csv/);
  for (const [asked, said] of [
    [{ target: 'pH' }, /--target pH \(it has quality\)/],
    [{ features: 'alcohol,pH' }, /--features alcohol,pH \(it has /],
    [
      { families: ['forest'], seed: 7 },
      /--families forest \(it has forest,logistic\); --seed 7 \(it has 42\)/,
    ],
    [{ limits: { target: 0.9 } }, /--stop-at 0\.9 \(it has none\)/],
  ] as const)
    await expect(reopenSearch({ store, study, ...asked })).rejects.toThrow(said);
});

it('needs no name again for a study that has one', async () => {
  const lab = await laboratory();
  const named = await prepareSearch(quickSearch(lab, { name: 'churn' }));
  expect(await prepareSearch(quickSearch(lab))).toEqual(named);
});

it('refuses studies to learn from that are none or named twice, and a space of nothing, before anything is written', async () => {
  const lab = await laboratory();
  const search = (warmStart: string[]) => prepareSearch(quickSearch(lab, { study: 'next', warmStart }));
  await expect(search(['nope'])).rejects.toThrow(/nope/);
  await expect(search(['a', 'a'])).rejects.toThrow(/--warm-start names "a" twice/);
  const space = { a: { kind: 'float', low: 2, high: 1, log: false, step: null } };
  const programs = {
    ridge: { command: ['true'], tasks: ['classification'], space },
  } as unknown as NonNullable<SearchRequest['programs']>;
  const backwards = quickSearch(lab, { study: 'next', families: undefined, programs });
  await expect(prepareSearch(backwards)).rejects.toThrow(UserError);
  expect(await lab.store.get('studies/next/data.csv')).toBeUndefined();
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
  [
    'two columns of one name',
    table((l) => (l[0]![1] = 'a')),
    {},
    /two columns are named "a" \(1 and 2\); rename one/,
  ],
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
  [
    'a value to stop at that the metric cannot have',
    { limits: { trials: 3, target: 7 } },
    /--stop-at 7: accuracy is 0 at least and 1 at most/,
  ],
  ['more folds than rows', { folds: 20, data: undefined }, /./],
])('refuses %s', async (what, more, message) => {
  const csv = what.startsWith('more folds') ? table((lines) => lines.splice(9)) : undefined;
  const lab = await laboratory(csv);
  const preparing = prepareSearch({ ...quickSearch(lab), ...more, data: lab.data, name: 'bad' });
  await expect(preparing).rejects.toThrow(UserError);
  await expect(preparing).rejects.toThrow(message);
});
