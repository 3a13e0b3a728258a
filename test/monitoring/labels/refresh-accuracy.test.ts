import { expect, test } from 'vitest';
import { keys } from '../../../lib/contract/keys.ts';
import { DirectoryStore } from '../../../lib/registry/adapters/directory.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { type AccuracyHour, readAccuracy } from '../../../monitoring/labels/accuracy-day.ts';
import { realised } from '../../../monitoring/labels/realised.ts';
import { refreshAccuracy } from '../../../monitoring/labels/refresh-accuracy.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { put } from '../drift/job/scene.ts';
import { countingStore } from '../drift/windows/counting-store.ts';
import { handIn, labelsOf, logPredictions, MODEL, NOW, predictionsOf } from './scene.ts';

const HOUR = '2026-11-21T01';
const DAY = { from: '2026-11-21T00', to: '2026-11-21T23' };

const references = { taskOf: async () => 'classification' as const };

function refresh(store: ObjectStore, force = false) {
  return refreshAccuracy(store, { model: MODEL, now: NOW, references, force });
}

async function emptyStore() {
  return countingStore(new DirectoryStore(await temporaryDirectory()));
}

async function hourIn(store: ObjectStore): Promise<AccuracyHour> {
  return (await readAccuracy(store, MODEL, DAY)).find(({ hour }) => hour === HOUR)!;
}

test('labels are joined with their predictions in the hour of the arrival, with coverage and lag', async () => {
  const store = await emptyStore();
  const predictions = predictionsOf(HOUR, 100);
  await logPredictions(store, predictions);
  await handIn(store, labelsOf(predictions.slice(0, 40)));
  const { changed, read, invalid } = await refresh(store);
  expect([read, invalid]).toEqual([40, 0]);
  expect(changed).toEqual([await hourIn(store)]);
  const found = realised(changed[0]!.versions)!;
  expect(found).toMatchObject({ value: 0.5, rows: 40, coverage: 0.4 });
  expect(found.lagSeconds).toBeCloseTo(600, -1.5);
});

test('what is known is not read again', async () => {
  const store = await emptyStore();
  const predictions = predictionsOf(HOUR, 10);
  await logPredictions(store, predictions);
  await handIn(store, labelsOf(predictions));
  await refresh(store);
  store.reset();
  expect(await refresh(store)).toEqual({ changed: [], read: 0, invalid: 0, unknown: 0 });
  expect(store.requests('get', 'labels/') + store.requests('get', 'predictions/')).toBe(0);
  expect(store.requests('swap', '') + store.requests('create', '')).toBe(0);
});

test('of several labels of a prediction the latest counts, whichever came first', async () => {
  const store = await emptyStore();
  const predictions = predictionsOf(HOUR, 10);
  await logPredictions(store, predictions);
  await handIn(store, labelsOf(predictions, { label: 6, at: '2026-11-21T03:00:00.000Z' }));
  await handIn(store, labelsOf(predictions, { label: 4, at: '2026-11-21T02:00:00.000Z' }));
  await refresh(store);
  expect(realised((await hourIn(store)).versions)).toMatchObject({ value: 0.5, rows: 10 });
});

test('a prediction that was logged again by a redelivery counts once, as it was logged first', async () => {
  const store = await emptyStore();
  const predictions = predictionsOf(HOUR, 10);
  await logPredictions(store, predictions);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await logPredictions(store, predictionsOf(HOUR, 10, { label: 5 }));
  await handIn(store, labelsOf(predictions));
  await refresh(store);
  expect(realised((await hourIn(store)).versions)).toMatchObject({ value: 0.5, rows: 10 });
});

test('a label without the arrival is found wherever its prediction was', async () => {
  const store = await emptyStore();
  const predictions = ['2026-11-01T05', HOUR].flatMap((hour) => predictionsOf(hour, 4));
  await logPredictions(store, predictions.slice(0, 4));
  await logPredictions(store, predictions.slice(4));
  await handIn(
    store,
    predictions.map(({ id }) => ({ id, label: '5', at: '2026-11-21T03:00:00.000Z' })),
  );
  const { changed } = await refresh(store);
  expect(changed.map(({ hour, versions }) => [hour, realised(versions)?.value])).toEqual([
    ['2026-11-01T05', 0.5],
    [HOUR, 0.5],
  ]);
});

test('labels of unknown predictions are counted, and join what is logged later', async () => {
  const store = await emptyStore();
  const predictions = predictionsOf(HOUR, 10);
  await handIn(store, labelsOf(predictions));
  expect((await refresh(store)).unknown).toBe(10);
  expect(await hourIn(store)).toMatchObject({ unknown: 10, versions: [] });
  await logPredictions(store, predictions);
  expect((await refresh(store)).unknown).toBe(0);
  expect(await hourIn(store)).toMatchObject({ unknown: 0, versions: [{ labelled: 10 }] });
});

test('lines that are no labels are counted and keep nobody from the others', async () => {
  const store = await emptyStore();
  const predictions = predictionsOf(HOUR, 2);
  await logPredictions(store, predictions);
  const lines = [...labelsOf(predictions).map((label) => JSON.stringify(label)), '{"id": 3}', 'torn'];
  await put(store, keys.labels(MODEL, '2026-11-21', 'mixed'), lines.join('\n'));
  expect(await refresh(store)).toMatchObject({
    read: 2,
    invalid: 2,
    changed: [{ versions: [{ labelled: 2 }] }],
  });
});

test('what was derived is made again when it is lost', async () => {
  const store = await emptyStore();
  const predictions = predictionsOf(HOUR, 10);
  await logPredictions(store, predictions);
  await handIn(store, labelsOf(predictions));
  await refresh(store);
  const before = await hourIn(store);
  await put(store, keys.accuracy(MODEL, '2026-11-21'), 'torn');
  await put(store, keys.labelIndex(MODEL, '2026-11-21'), 'torn');
  await refresh(store);
  expect(await hourIn(store)).toEqual(before);
});

test('labels whose join failed are joined by the next run, however old their predictions are', async () => {
  const store = await emptyStore();
  const predictions = ['2026-11-10T05', '2026-11-12T05'].flatMap((hour) => predictionsOf(hour, 4));
  await logPredictions(store, predictions.slice(0, 4));
  await logPredictions(store, predictions.slice(4));
  await handIn(store, labelsOf(predictions));
  const taskOf = () => Promise.reject(new Error('the registry cannot be read'));
  const failing = refreshAccuracy(store, { model: MODEL, now: NOW, references: { taskOf } });
  await expect(failing).rejects.toThrow('the registry cannot be read');
  const { changed, read } = await refresh(store);
  expect(read).toBe(8);
  expect(changed.map(({ hour, versions }) => [hour, realised(versions)?.rows])).toEqual([
    ['2026-11-10T05', 4],
    ['2026-11-12T05', 4],
  ]);
});

test('labels of a clock that was ahead hide none that come later', async () => {
  const store = await emptyStore();
  const predictions = predictionsOf(HOUR, 10);
  await logPredictions(store, predictions);
  await handIn(store, labelsOf(predictions.slice(0, 1)), '2031-01-01');
  await put(store, keys.labelIndex(MODEL, 'notes'), '{}');
  await refresh(store);
  await handIn(store, labelsOf(predictions));
  expect((await refresh(store)).read).toBe(10);
  expect(realised((await hourIn(store)).versions)).toMatchObject({ rows: 10 });
});

test('versions have tallies of their own', async () => {
  const store = await emptyStore();
  const first = predictionsOf(HOUR, 4);
  const second = first.map((prediction) => ({
    ...prediction,
    id: `${prediction.id}-v2`,
    version: 2,
    label: 5,
  }));
  await logPredictions(store, first);
  await logPredictions(store, second);
  await handIn(store, labelsOf([...first, ...second]));
  await refresh(store);
  const { versions } = await hourIn(store);
  expect(versions.map((tally) => [tally.version, realised([tally])?.value])).toEqual([
    [1, 0.5],
    [2, 1],
  ]);
});
