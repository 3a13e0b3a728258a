import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { registryIn, scratch } from './support/registries.ts';
import { weir } from './support/run-weir.ts';
import { syntheticWines } from './support/synthetic-wines.ts';

/** Two groups of rows that two columns tell apart. */
const GROUPS = Array.from({ length: 60 }, (_, row) => {
  const far = row % 2;
  return `${far * 5 + (row % 7) / 10},${far * 3 + (row % 5) / 10},${far === 1 ? 'left' : 'stayed'}`;
});

function homeWith(files: Readonly<Record<string, string>>): { home: string } {
  const home = scratch();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
  return { home };
}

test("a table of one's own becomes a model whose records look as told", async () => {
  const scene = homeWith({ 'churn.csv': ['calls,months,churn', ...GROUPS].join('\n') });
  const args = ['train', '--data', 'churn.csv', '--target', 'churn', '--name', 'churn', '--json'];
  const keys = ['--features-key', 'none', '--carry', 'id, region', '--prediction-key', 'will'];
  const { code, stdout, stderr } = await weir([...args, ...keys, '--no-promote'], scene);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    model: 'churn',
    version: 1,
    synthetic: false,
    features: ['calls', 'months'],
    metrics: { accuracy: { value: 1 } },
  });
  const registry = registryIn(scene.home);
  expect((await registry.manifest('churn', 1)).signature).toMatchObject({
    featuresKey: null,
    carriedKeys: ['id', 'region'],
    predictionKey: 'will',
    classes: ['left', 'stayed'],
  });
  expect(await registry.aliases('churn')).toEqual({});
});

test('WEIR_DATA names the data; people see each step, what came out and who made the champion', async () => {
  const scene = homeWith({ 'wines.csv': syntheticWines(300) });
  const { code, stdout, stderr } = await weir(['train'], {
    ...scene,
    environment: { WEIR_DATA: 'wines.csv' },
  });
  expect(code).toBe(0);
  expect(stderr).toMatch(/wines\.csv: 300 rows[\s\S]*fitting an SVM[\s\S]*moving the champion to version 1/);
  expect(stdout).toMatch(/wine-quality version 1 from .*: on \d+ holdout rows accuracy 0\.\d+ \(/);
  expect((await registryIn(scene.home).aliases('wine-quality')).champion).toMatchObject({ by: 'tester' });
});

test.each([
  ['a file that is not there', ['--data', 'none.csv'], /none\.csv/],
  [
    'a target that is not there',
    ['--data', 'churn.csv', '--name', 'churn', '--target', 'x'],
    /no column "x"/,
  ],
  ['data of no known kind without a name', ['--data', 'churn.csv'], /name the model with --name/],
  ['features that are not there', ['--data', 'churn.csv', '--name', 'churn', '--features', 'calls,y'], /y/],
])('%s is a mistake, and nothing is published', async (_, args, message) => {
  const scene = homeWith({ 'churn.csv': ['calls,months,churn', ...GROUPS].join('\n') });
  const { code, stderr } = await weir(['train', ...args], scene);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(code).toBe(2);
  expect(await registryIn(scene.home).models()).toEqual([]);
});
