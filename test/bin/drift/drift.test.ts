import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readConfig } from '../../../bin/config.ts';
import { runLines } from '../../../bin/drift/drift-lines.ts';
import { runWeir } from '../../../bin/program.ts';
import { keys } from '../../../lib/contract/keys.ts';
import { hourOf } from '../../../lib/contract/profile.ts';
import { DirectoryStore } from '../../../lib/registry/adapters/directory.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { addHours, lastCompleteHour } from '../../../monitoring/drift/windows/window.ts';
import { MODEL, NOW, profileOf, publish, writeWindow } from '../../monitoring/drift/job/scene.ts';
import { handIn, labelsOf, logPredictions, predictionsOf } from '../../monitoring/labels/scene.ts';
import { exampleResult } from '../../monitoring/report/support/example-result.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const HOUR = lastCompleteHour(NOW);

beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

/** Runs a command line in this process, with a home of its own, at a quarter past four. */
async function run(home: string, ...args: readonly string[]) {
  const [out, error]: [string[], string[]] = [[], []];
  const code = await runWeir(args, {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => error.push(text) },
    config: readConfig({ WEIR_HOME: home, WEIR_REGISTRY: home }),
    interruption: () => new AbortController().signal,
  });
  return { code, stdout: out.join(''), stderr: error.join('') };
}

async function served() {
  const home = await temporaryDirectory();
  const store = new DirectoryStore(home);
  const profile = profileOf();
  await publish(store, profile);
  await writeWindow(store, profile, { hour: HOUR, count: 600 });
  return { home, store, profile };
}

test('weir drift judges what was counted, says where the report is, and does not judge it twice', async () => {
  const { home } = await served();
  const first = await run(home, 'drift', '--model', MODEL);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(first.stdout).toContain(`${HOUR}, version 1: no drift`);
  const [, report] = /the report: (.+\.html)$/m.exec(first.stdout)!;
  expect(existsSync(report!)).toBe(true);
  expect((await run(home, 'drift', '--model', MODEL)).stdout).toMatch(
    /0 windows of wine judged, 1 as before/,
  );
});

test('weir drift --json prints the run as one value', async () => {
  const { home } = await served();
  const { code, stdout } = await run(home, 'drift', '--model', MODEL, '--window', HOUR, '--json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    model: MODEL,
    results: [{ window: { id: HOUR }, verdict: 'no-drift', rows: 600, isNew: true }],
  });
});

test('an hour that is not over is judged so far, and the answer says so', async () => {
  const { home, store, profile } = await served();
  const now = hourOf(NOW);
  await writeWindow(store, profile, { hour: now, count: 600 });
  const { code, stdout } = await run(home, 'drift', '--model', MODEL, '--window', now);
  expect(code).toBe(0);
  expect(stdout).toContain('the window is not over');
});

test('minutes after the first records, when no hour is over yet, weir drift judges the running one', async () => {
  const home = await temporaryDirectory();
  const store = new DirectoryStore(home);
  const profile = profileOf();
  await publish(store, profile);
  await writeWindow(store, profile, { hour: hourOf(NOW), count: 600 });
  const { code, stdout } = await run(home, 'drift', '--model', MODEL);
  expect(code).toBe(0);
  expect(stdout).toMatch(/600 .*no drift/);
  expect(stdout).toContain('the window is not over');
});

test('labels that come in the first hour are said to be new, though that hour is judged by itself', async () => {
  const home = await temporaryDirectory();
  const store = new DirectoryStore(home);
  const profile = profileOf();
  await publish(store, profile);
  await writeWindow(store, profile, { hour: hourOf(NOW), count: 600 });
  const predictions = predictionsOf(hourOf(NOW), 3);
  await logPredictions(store, predictions);
  await handIn(store, labelsOf(predictions));
  expect((await run(home, 'drift', '--model', MODEL)).stdout).toMatch(/^3 new labels$/m);
});

test.each([
  [['--window', 'noon'], /"noon" is no window; expected an hour such as/],
  [['--window', addHours(HOUR, 48)], /has not begun/],
  [['--model', 'beer'], /there is no model beer in the registry .*; it holds wine: choose one/],
  [['--registry', '/nonexistent', '--model', 'beer'], /there is no registry \/nonexistent, so no model beer/],
  [['--window', addHours(HOUR, -5000)], /nothing of wine was counted in \S+ or the 5 weeks before it/],
  [['--monitoring', 'no-such-place'], /there is no directory no-such-place/],
])('weir drift %j is a mistake that says what was expected', async (args, message) => {
  const { home } = await served();
  const { code, stdout, stderr } = await run(home, 'drift', '--model', MODEL, ...args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});

test('a version without a profile is a mistake that says how it gets one', async () => {
  const { home, store, profile } = await served();
  await publish(store);
  await writeWindow(store, profile, { hour: addHours(HOUR, -900), count: 600, version: 2 });
  const { code, stderr } = await run(home, 'drift', '--model', MODEL, '--window', addHours(HOUR, -900));
  expect(code).toBe(2);
  expect(stderr).toMatch(/wine version 2 has no reference profile: train it anew with "weir train"/);
});

test('labels are handed in once, and joined by the next weir drift', async () => {
  const { home, store } = await served();
  const predictions = predictionsOf(HOUR, 20);
  await logPredictions(store, predictions);
  const file = join(home, 'truth.csv');
  const lines = predictions.map(({ id, at }) => `${id},5,${at},${at}`);
  await writeFile(file, ['predictionId,label,at,arrivedAt', ...lines, ''].join('\n'));

  const sent = await run(home, 'label', file, '--model', MODEL, '--json');
  expect(JSON.parse(sent.stdout)).toMatchObject({ labels: 20, stored: 20, withoutHour: 0 });
  const again = await run(home, 'label', file, '--model', MODEL, '--json');
  expect(JSON.parse(again.stdout)).toMatchObject({ labels: 20, stored: 0 });
  const { stdout } = await run(home, 'drift', '--model', MODEL);
  expect(stdout).toMatch(/accuracy: .*by 20 labels 0\.500/);
});

test.each([
  ['truth.csv', 'id,truth\na,5\n', /names 2 columns, but not those of labels; .* with "predictionId"/],
  ['truth.csv', 'secret-1,secret-5\nb,6\n', /^(?!.*secret).*first line of .* names 2 columns/s],
  [
    'truth.csv',
    'a7,a7\nb,5\n',
    /^weir: [^ ]+: two columns have the same name \(1 and 2\); .* line of names first/,
  ],
  ['truth.csv', 'id,label\na,\n', /line 2 has no label/],
  ['truth.csv', 'id,label,at\na,5,noon\n', /line 2 has something in "at" that is no time/],
  ['truth.csv', 'id,label,at\na,5,2931-01-01\n', /line 2 has a time in "at" that is still to come/],
  ['truth.jsonl', '{"id": "a", "label": 5}\n[]\n', /line 2 is no JSON object/],
  ['truth.jsonl', '{"label": 5}\n', /line 1 has no predictionId/],
  ['truth.jsonl', '\n', /holds no labels/],
])('a label file %s with %j is refused as a whole', async (name, text, message) => {
  const home = await temporaryDirectory();
  const file = join(home, name);
  await writeFile(file, text);
  const { code, stderr } = await run(home, 'label', file, '--model', MODEL);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(existsSync(join(home, 'labels%'))).toBe(false);
});

test.each([
  ['2026-11-21T02', 'key', ', which raises the alarm'],
  ['2026-11-21T02', null, ', and the alarm rings once the hour is over'],
  ['2026-11-21', 'key', ' in the day as a whole: alarms ring by the hour'],
])('drift of %s, kept as %s, is said to be drift%s', (id, reportKey, said) => {
  const example = exampleResult().result;
  const result = { ...example, window: { ...example.window, id } };
  const labels = { read: 0, invalid: 0, unknown: 0 };
  const lines = runLines({
    ...{ model: MODEL, left: [], broken: [], brokenObjects: 0, labels, milliseconds: 1 },
    results: [{ result: { ...result, alarm: true }, key: reportKey, reportKey, isNew: true }],
  });
  expect(lines.join('\n')).toContain(`${result.window.id}, version 3: drift${said}`);
});

async function labelled(home: string, text: string) {
  const file = join(home, 'labels.csv');
  await writeFile(file, text);
  return file;
}

test('labels that will join nothing, or contradict each other, are kept with a warning', async () => {
  const home = await temporaryDirectory();
  await logPredictions(new DirectoryStore(home), predictionsOf('2026-11-21T01', 1));
  const id = 'weir-input:shardId-000000000000:4968:-';
  const file = await labelled(
    home,
    `id,label,arrivedAt\n${id},5,\ncustomer-7,5,\n${id},6,\n${id},5,\n${id},5,2020-01-01\n`,
  );
  const { code, stdout } = await run(home, 'label', file, '--model', MODEL);
  expect(code).toBe(0);
  expect(stdout).not.toContain('customer-7');
  const warnings = stdout.split('\n').filter((line) => line.startsWith('warning: '));
  expect(warnings).toEqual([
    expect.stringMatching(/^warning: 1 label \(line 3\) with no "predictionId" of Weir, such as /),
    expect.stringMatching(/^warning: 1 label \(line 6\) with "arrivedAt" of more than 30 days ago/),
    expect.stringMatching(/^warning: 1 label \(line 4\) with another label of the same prediction and time/),
  ]);
  const again = await run(home, 'label', file, '--model', MODEL, '--json');
  expect(JSON.parse(again.stdout).warnings).toHaveLength(3);
});

test('a label file of another encoding is refused: its labels would be others', async () => {
  const home = await temporaryDirectory();
  const file = join(home, 'truth.csv');
  await writeFile(file, Buffer.from('id,label\na,süß\n', 'latin1'));
  const { code, stderr } = await run(home, 'label', file, '--model', MODEL);
  expect([code, stderr]).toEqual([2, expect.stringContaining('truth.csv is no UTF-8 text')]);
});

test('labels of a model that nobody knows are refused before anything is written', async () => {
  const { home, store } = await served();
  const file = await labelled(home, 'id,label\na,5\n');
  const { code, stderr } = await run(home, 'label', file, '--model', 'beer');
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /there is no model beer in the registry .*; it holds wine.*Nor are there predictions/,
  );
  const written = await Array.fromAsync(store.list(keys.labelsPrefix('beer')));
  expect(written).toEqual([]);
});

test('predictions in the store make a model known, whatever the registry holds', async () => {
  const home = await temporaryDirectory();
  await logPredictions(new DirectoryStore(home), predictionsOf(HOUR, 1));
  const file = await labelled(home, 'id,label\na,5\n');
  expect(await run(home, 'label', file, '--model', MODEL)).toMatchObject({ code: 0, stderr: '' });
});

test('without a log of predictions labels are kept, and the answer says that nothing can be joined', async () => {
  const { home } = await served();
  const file = await labelled(home, 'id,label\na,5\n');
  const { code, stdout } = await run(home, 'label', file, '--model', MODEL);
  expect(code).toBe(0);
  expect(stdout).toMatch(/labels are kept, and nothing can be joined until the log is on/);
});

test('labels that are no class of the champion are counted by their lines, and no value is printed', async () => {
  const { home, store } = await served();
  const registry = new ModelRegistry(store);
  await registry.moveAlias({ model: MODEL, alias: 'champion', version: 1, by: 'a test', reason: 'first' });
  const file = await labelled(home, 'id,label\na,5\nb,secret\nc,6.0\nd,7\n');
  const { code, stdout } = await run(home, 'label', file, '--model', MODEL);
  expect(code).toBe(0);
  expect(stdout).toMatch(/warning: 2 labels \(lines 3, 5\) cannot be an answer of the champion, version 1/);
  expect(stdout).not.toContain('secret');
  const { stdout: json } = await run(home, 'label', file, '--model', MODEL, '--json');
  expect(JSON.parse(json)).toMatchObject({ labels: 4, unusable: 2, predictionLog: false });
});
