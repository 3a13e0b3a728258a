import { expect, test } from 'vitest';
import { driftResultSchema } from '../../../../lib/contract/drift.ts';
import { UserError } from '../../../../lib/contract/errors.ts';
import { keys } from '../../../../lib/contract/keys.ts';
import { DirectoryStore } from '../../../../lib/registry/adapters/directory.ts';
import type { ObjectStore } from '../../../../lib/registry/object-store.ts';
import { ModelRegistry } from '../../../../lib/registry/registry.ts';
import { latestResult, listResults, readResult } from '../../../../monitoring/drift/job/results.ts';
import { runDriftJob } from '../../../../monitoring/drift/job/run-drift-job.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import { MODEL, NOW, portsOf, profileOf, publish, put, writeWindow } from './scene.ts';

const profile = profileOf();

/** A model of one version, whose sandboxes wrote nothing yet. */
async function served(): Promise<ObjectStore> {
  const store = new DirectoryStore(await temporaryDirectory());
  await publish(store, profile);
  return store;
}

test('an hour is the sum of its sandboxes, and its result is kept with a report, told, and found as the latest', async () => {
  const store = await served();
  await writeWindow(store, profile, { hour: '2026-11-21T03', count: 300, writer: 'a' });
  await writeWindow(store, profile, { hour: '2026-11-21T03', count: 400, writer: 'b', seed: 8 });
  const { ports, lines } = portsOf(store);

  const run = await runDriftJob(ports, { model: MODEL });

  expect(
    run.results.map(({ result, isNew }) => [result.window.id, result.rows, result.verdict, isNew]),
  ).toEqual([['2026-11-21T03', 700, 'no-drift', true]]);
  expect(await latestResult(store, MODEL)).toEqual(run.results[0]!.result);
  expect(await listResults(store, MODEL, NOW)).toMatchObject([{ window: '2026-11-21T03', version: 1 }]);
  expect(driftResultSchema.parse(run.results[0]!.result)).toMatchObject({ model: MODEL, coverage: null });
  const [detected, ...others] = lines;
  expect(detected).toMatchObject({
    service: 'drift',
    stage: 'test',
    model: MODEL,
    DriftDetected: 0,
    WindowRows: 700,
  });
  expect(others.at(-1)).toMatchObject({ DriftRuns: 1 });
});

test('what has not changed is neither written nor told again, unless it is forced', async () => {
  const store = await served();
  await writeWindow(store, profile, { hour: '2026-11-21T03', count: 600 });
  const { ports, lines } = portsOf(store);
  const first = await runDriftJob(ports, { model: MODEL });
  lines.length = 0;
  const later = { ...ports, now: () => new Date(NOW.getTime() + 60_000) };

  const second = await runDriftJob(later, { model: MODEL });
  expect(second.results.map(({ isNew }) => isNew)).toEqual([false]);
  expect(second.results[0]!.result).toEqual(first.results[0]!.result);
  expect(lines.map((line) => Object.keys(line).at(-1))).toEqual(['DriftJobTime']);

  const forced = await runDriftJob(later, { model: MODEL, force: true });
  expect(forced.results[0]!.result.computedAt).not.toBe(first.results[0]!.result.computedAt);
  expect(lines.filter((line) => 'DriftDetected' in line)).toHaveLength(1);
});

test('a run that cannot publish leaves it to the next that can', async () => {
  const store = await served();
  await writeWindow(store, profile, { hour: '2026-11-21T03', count: 600 });
  await runDriftJob(portsOf(store, { publish: undefined }).ports, { model: MODEL });
  const { ports, lines } = portsOf(store);
  await runDriftJob(ports, { model: MODEL });
  expect(lines.filter((line) => 'DriftDetected' in line)).toHaveLength(1);
});

test('a window whose sandbox went on is judged anew', async () => {
  const store = await served();
  const { ports } = portsOf(store);
  await writeWindow(store, profile, { hour: '2026-11-21T01', count: 600 });
  await runDriftJob(ports, { model: MODEL });
  await writeWindow(store, profile, { hour: '2026-11-21T01', count: 900, flush: 2 });
  const run = await runDriftJob(ports, { model: MODEL });
  const again = run.results.find(({ result }) => result.window.id === '2026-11-21T01');
  expect(again).toMatchObject({ isNew: true, result: { rows: 900 } });
});

test('an object that is damaged, or in the wrong place, is named and left out', async () => {
  const store = await served();
  const hour = '2026-11-21T03';
  await writeWindow(store, profile, { hour, count: 600 });
  await put(store, keys.window(MODEL, hour, 1, 'torn'), '{"schema": 1, "model": "wi');
  await put(
    store,
    keys.window(MODEL, hour, 1, 'moved'),
    await textOf(store, keys.window(MODEL, hour, 1, 'a')),
  );

  const run = await runDriftJob(portsOf(store).ports, { model: MODEL });

  expect(run.results[0]!.result.rows).toBe(600);
  expect(run.brokenObjects).toBe(2);
  expect(run.broken.map(({ key }) => key.split('/').at(-1))).toEqual(['moved.json', 'torn.json']);
});

test('versions are judged each by its own reference', async () => {
  const store = await served();
  const other = profileOf(2);
  await publish(store, other);
  await writeWindow(store, profile, { hour: '2026-11-21T03', count: 600 });
  await writeWindow(store, other, { hour: '2026-11-21T03', count: 800, version: 2 });
  const run = await runDriftJob(portsOf(store).ports, { model: MODEL });
  expect(run.results.map(({ result }) => [result.version, result.rows])).toEqual([
    [1, 600],
    [2, 800],
  ]);
  expect((await latestResult(store, MODEL))?.version).toBe(2);
});

test('a version without a profile, or that nobody published, is named; the others are judged', async () => {
  const store = await served();
  await publish(store);
  await writeWindow(store, profile, { hour: '2026-11-21T03', count: 600 });
  await writeWindow(store, profile, { hour: '2026-11-21T03', count: 600, version: 2 });
  await writeWindow(store, profile, { hour: '2026-11-21T03', count: 600, version: 9 });
  const run = await runDriftJob(portsOf(store).ports, { model: MODEL });
  expect(run.results.map(({ result }) => result.version)).toEqual([1]);
  expect(run.left.map(({ version, why }) => [version, why])).toEqual([
    [2, 'no-profile'],
    [9, 'unknown-version'],
  ]);
});

test('windows whose version another registry does not know are named, though they were merged before', async () => {
  const store = await served();
  await writeWindow(store, profile, { hour: '2026-11-21T03', count: 600 });
  await runDriftJob(portsOf(store).ports, { model: MODEL });
  const registry = new ModelRegistry(new DirectoryStore(await temporaryDirectory()));
  const run = await runDriftJob(portsOf(store, { registry }).ports, { model: MODEL });
  expect(run).toMatchObject({ results: [], left: [{ version: 1, why: 'unknown-version' }] });
});

test('too few rows are insufficient data, and a silent hour is judged as well', async () => {
  const store = await served();
  await writeWindow(store, profile, { hour: '2026-11-21T02', count: 200 });
  const run = await runDriftJob(portsOf(store).ports, { model: MODEL });
  expect(run.results.map(({ result }) => [result.window.id, result.verdict])).toEqual([
    ['2026-11-21T02', 'insufficient-data'],
    ['2026-11-21T03', 'insufficient-data'],
  ]);
});

test('where nothing was counted, the answer says so, and that the job ran', async () => {
  const store = await served();
  const { ports, lines } = portsOf(store);
  const run = await runDriftJob(ports, { model: MODEL });
  expect(run).toMatchObject({ results: [], left: [{ why: 'no-windows', window: null }] });
  expect(lines).toMatchObject([{ DriftRuns: 1 }]);
});

test('traffic of five weeks ago, older than what a window may rest on, is no traffic', async () => {
  const store = await served();
  await writeWindow(store, profile, { hour: '2026-10-17T01', count: 600 });
  const run = await runDriftJob(portsOf(store).ports, { model: MODEL, window: '2026-11-21T03' });
  expect(run).toMatchObject({ results: [], left: [{ why: 'no-windows', window: '2026-11-21T03' }] });
});

test('an hour that is not over is judged when it is asked for, and neither kept nor told', async () => {
  const store = await served();
  await writeWindow(store, profile, { hour: '2026-11-21T04', count: 600 });
  const { ports, lines } = portsOf(store);
  const run = await runDriftJob(ports, { model: MODEL, window: '2026-11-21T04' });
  expect(run.results).toMatchObject([{ key: null, result: { rows: 600 } }]);
  expect(await listResults(store, MODEL)).toEqual([]);
  expect(lines.filter((line) => 'DriftDetected' in line)).toEqual([]);
});

test.each(['2026-11-21T05', '2026-11-22', '2026-02-30', 'yesterday', '2026-11-21T24', '2026-11-21T2'])(
  'the window %s is refused',
  async (window) => {
    const store = new DirectoryStore(await temporaryDirectory());
    await expect(runDriftJob(portsOf(store).ports, { model: MODEL, window })).rejects.toThrow(UserError);
  },
);

test('drift is told by the metrics of the model and of the feature, and annotated once', async () => {
  const store = await served();
  for (const hour of ['2026-11-21T01', '2026-11-21T02', '2026-11-21T03'])
    await writeWindow(store, profile, {
      hour,
      count: 1000,
      shift: 1,
      rejected: { 'missing-feature': { 'wine_features.sugar': 250 } },
    });
  const annotated: string[] = [];
  const annotate = async ({ window }: { window: { id: string } }) => void annotated.push(window.id);
  const { ports, lines } = portsOf(store, { annotate });
  const run = await runDriftJob(ports, { model: MODEL });
  await runDriftJob(ports, { model: MODEL });

  expect(run.results.at(-1)!.result).toMatchObject({ verdict: 'drift', drifted: ['alcohol'], alarm: true });
  const newest = lines.filter((line) => line.window === '2026-11-21T03');
  expect(newest[0]).toMatchObject({ DriftDetected: 1, DriftedFeatures: 1 });
  expect(newest.find(({ feature }) => feature === 'sugar')).toMatchObject({
    FeatureMissing: 0.2,
    FeatureDiffers: 0,
  });
  expect(newest.find(({ feature }) => feature === 'alcohol')).toMatchObject({ FeatureDiffers: 1 });
  expect(new Set(annotated).size).toBe(annotated.length);
  expect(annotated).toContain('2026-11-21T03');
});

test('what annotations and predictions are asked of may fail without a trace but a line of the log', async () => {
  const store = await served();
  await writeWindow(store, profile, {
    hour: '2026-11-21T03',
    count: 1000,
    shift: 1,
    rejected: { 'missing-feature': { 'wine_features.sugar': 250 } },
  });
  const down = () => Promise.reject(new Error('down'));
  const { ports, logged } = portsOf(store, { annotate: down, predicted: down });
  const run = await runDriftJob(ports, { model: MODEL });
  expect(run.results[0]!.result.coverage).toBeNull();
  expect(logged).toMatchObject([{ reason: 'down' }, { reason: 'down' }]);
});

test('coverage is what was counted of what was predicted', async () => {
  const store = await served();
  await writeWindow(store, profile, { hour: '2026-11-21T03', count: 600 });
  const asked: unknown[] = [];
  const predicted = async (...all: unknown[]) => {
    asked.push(all);
    return 800;
  };
  const run = await runDriftJob(portsOf(store, { predicted }).ports, { model: MODEL });
  expect(run.results[0]!.result.coverage).toBe(0.75);
  expect(asked).toEqual([[MODEL, new Date('2026-11-21T03:00:00Z'), new Date('2026-11-21T04:00:00Z')]]);
});

test('a result that was damaged is made again', async () => {
  const store = await served();
  await writeWindow(store, profile, { hour: '2026-11-21T03', count: 600 });
  const { ports } = portsOf(store);
  const first = await runDriftJob(ports, { model: MODEL });
  for (const key of [
    keys.driftResult(MODEL, '2026-11-21T03', 1),
    keys.merged(MODEL, '2026-11-21'),
    keys.driftPublished(MODEL),
  ])
    await put(store, key, 'no JSON');
  await runDriftJob(ports, { model: MODEL });
  expect(await readResult(store, MODEL, '2026-11-21T03', 1)).toEqual(first.results[0]!.result);
});

async function textOf(store: ObjectStore, key: string): Promise<string> {
  const stored = await store.get(key);
  return new TextDecoder().decode((stored as { body: Uint8Array }).body);
}
