import { expect, onTestFinished, test } from 'vitest';
import { keys } from '../../../../lib/contract/keys.ts';
import { layoutDigest } from '../../../../lib/model/profile/layout-digest.ts';
import { emptyCounts } from '../../../../lib/model/profile/merge.ts';
import { DirectoryStore } from '../../../../lib/registry/adapters/directory.ts';
import type { ObjectStore } from '../../../../lib/registry/object-store.ts';
import { readHistory } from '../../../../monitoring/drift/windows/read-history.ts';
import { addHours, lastCompleteHour } from '../../../../monitoring/drift/windows/window.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import { MODEL, NOW, profileOf, put, writeWindow } from '../job/scene.ts';
import { countingStore } from './counting-store.ts';

const profile = profileOf();
const expected = {
  model: MODEL,
  bins: profile.layout,
  layout: layoutDigest(profile.layout),
  empty: emptyCounts(profile.layout),
};

/** What a scheduled run reads, at a time. */
function read(store: ObjectStore, now = NOW) {
  const completeHour = lastCompleteHour(now);
  return readHistory(store, {
    model: MODEL,
    span: { from: '2026-10-17T00', to: completeHour },
    look: { from: addHours(completeHour, -25), to: completeHour },
    completeHour,
    expect: async (version) => (version === 1 ? expected : undefined),
  });
}

async function emptyStore() {
  return countingStore(new DirectoryStore(await temporaryDirectory()));
}

test('what was merged once is not read again, and its day is one object', async () => {
  const store = await emptyStore();
  for (const writer of ['a', 'b', 'c']) {
    await writeWindow(store, profile, { hour: '2026-11-10T05', count: 100, writer });
    await writeWindow(store, profile, { hour: '2026-11-21T03', count: 50, writer });
  }
  const first = await read(store);
  expect(first.hours.map(({ hour, counts }) => [hour, counts.rows])).toEqual([
    ['2026-11-10T05', 300],
    ['2026-11-21T03', 150],
  ]);
  store.reset();
  expect((await read(store)).hours).toEqual(first.hours);
  expect(store.requests('get', 'windows/')).toBe(0);
  expect(store.requests('get', 'merged/')).toBe(2);
  expect(store.requests('create', '') + store.requests('swap', '')).toBe(0);
});

test('a day that was listed after its end is not listed again', async () => {
  const store = await emptyStore();
  await writeWindow(store, profile, { hour: '2026-11-10T05', count: 100 });
  await read(store);
  await writeWindow(store, profile, { hour: '2026-11-10T05', count: 100, writer: 'later' });
  expect((await read(store)).hours[0]!.counts.rows).toBe(100);
});

test('an hour whose objects expired keeps what they came to', async () => {
  const store = await emptyStore();
  await writeWindow(store, profile, { hour: '2026-11-21T03', count: 100, writer: 'a' });
  await writeWindow(store, profile, { hour: '2026-11-21T03', count: 100, writer: 'b' });
  await read(store);
  await store.delete(keys.window(MODEL, '2026-11-21T03', 1, 'a'));
  expect((await read(store)).hours[0]!.counts.rows).toBe(200);
});

test('an object that changes between the listing and the reading counts as it was read, and is not read again', async () => {
  const sandboxes = new DirectoryStore(await temporaryDirectory());
  const store = countingStore(sandboxes);
  await writeWindow(sandboxes, profile, { hour: '2026-11-21T03', count: 100 });
  const stop = store.before('get', 'windows/', () =>
    writeWindow(sandboxes, profile, { hour: '2026-11-21T03', count: 120, flush: 2 }),
  );
  onTestFinished(stop);
  expect((await read(store)).hours[0]!.counts.rows).toBe(120);
  stop();
  store.reset();
  expect((await read(store)).hours[0]!.counts.rows).toBe(120);
  expect(store.requests('get', 'windows/')).toBe(0);
});

test('a merged day that is damaged is merged again', async () => {
  const store = await emptyStore();
  await writeWindow(store, profile, { hour: '2026-11-10T05', count: 100 });
  await read(store);
  await put(store, keys.merged(MODEL, '2026-11-10'), '{}');
  expect((await read(store)).hours).toHaveLength(1);
});

test('a version without a reference is passed over, and what is no window is not looked at', async () => {
  const store = await emptyStore();
  await writeWindow(store, profile, { hour: '2026-11-21T03', count: 100, version: 2 });
  await put(store, `${keys.windowsPrefix(MODEL)}notes.txt`, 'hello');
  await put(store, keys.window(MODEL, '2026-11-20T99', 1, 'a'), '{}');
  await put(store, keys.window(MODEL, '2026-11-00T05', 1, 'a'), '{}');
  expect(await read(store)).toEqual({ hours: [], passedOver: [{ hour: '2026-11-21T03', version: 2 }] });
});

test('the hour that is not over is read and not kept', async () => {
  const store = await emptyStore();
  await writeWindow(store, profile, { hour: '2026-11-21T04', count: 100 });
  const history = await readHistory(store, {
    model: MODEL,
    span: { from: '2026-11-21T00', to: '2026-11-21T04' },
    look: { from: '2026-11-21T04', to: '2026-11-21T04' },
    completeHour: '2026-11-21T03',
    expect: async () => expected,
  });
  expect(history.hours[0]!.counts.rows).toBe(100);
  expect(store.requests('create', 'merged/')).toBe(0);
});
