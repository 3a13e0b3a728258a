import { expect, test } from 'vitest';
import { RejectionWatch } from '../../../bin/load/rejection-watch.ts';
import { keys } from '../../../lib/contract/keys.ts';
import { DirectoryStore } from '../../../lib/registry/adapters/directory.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const DAY = '2026-03-01';
const SHARD = 'shardId-000000000000';

function keyOf(batch: number, day = DAY): string {
  return keys.quarantine('wine', day, `${SHARD}-${String(batch).padStart(20, '0')}-abc`);
}

/** A store in a directory that notes what is asked of it, and what came out of it into the watch. */
async function scene(startMs = NOON) {
  const store = new DirectoryStore(await temporaryDirectory());
  const asked = { gets: 0, startAfters: [] as (string | undefined)[] };
  const counting: ObjectStore = {
    location: store.location,
    get: (key, options) => {
      asked.gets++;
      return store.get(key, options);
    },
    create: (key, body) => store.create(key, body),
    swap: (key, body, etag) => store.swap(key, body, etag),
    list: (prefix, options) => {
      asked.startAfters.push(options?.startAfter);
      return store.list(prefix, options);
    },
    delete: (key) => store.delete(key),
    now: () => store.now(),
  };
  const lines: string[] = [];
  const failed: unknown[] = [];
  const watch = new RejectionWatch(counting, 'wine', startMs, {
    quarantined: (line) => lines.push(line),
    failed: (batch) => failed.push(batch),
  });
  const put = (key: string, text: string) => store.create(key, Buffer.from(text));
  return { watch, put, lines, failed, asked, store };
}

test('what was in the quarantine before is listed once and never read; what appears is read once', async () => {
  const { watch, put, lines, asked } = await scene();
  for (let batch = 0; batch < 200; batch++) await put(keyOf(batch), 'old\n');
  await watch.start();
  watch.addShard(SHARD);
  await put(keyOf(300), 'a\nb\n');
  for (let look = 0; look < 3; look++) await watch.look(NOON, look === 2);
  expect(lines).toEqual(['a', 'b']);
  expect(asked.gets).toBe(1);
});

test('a quick look begins near the end of a long quarantine, and still finds a batch that comes a little late', async () => {
  const { watch, put, lines, asked } = await scene();
  for (let batch = 0; batch < 200; batch++) await put(keyOf(batch * 10), 'old\n');
  await watch.start();
  watch.addShard(SHARD);
  await watch.look(NOON, false);
  asked.startAfters.length = 0;
  await put(keyOf(1985), 'late\n');
  await watch.look(NOON, false);
  expect(lines).toEqual(['late']);
  expect(asked.startAfters.length).toBeGreaterThan(0);
  for (const startAfter of asked.startAfters) expect(startAfter! > keyOf(1000)).toBe(true);
});

test('a batch far behind, and one of a shard that nobody named, are found by a thorough look', async () => {
  const { watch, put, lines } = await scene();
  for (let batch = 100; batch < 300; batch++) await put(keyOf(batch), 'old\n');
  await watch.start();
  watch.addShard(SHARD);
  await watch.look(NOON, false);
  await put(keyOf(1), 'far behind\n');
  await put(keys.quarantine('wine', DAY, 'shardId-000000000007-1-abc'), 'elsewhere\n');
  await watch.look(NOON, false);
  expect(lines).toEqual([]);
  await watch.look(NOON, true);
  expect(lines.toSorted()).toEqual(['elsewhere', 'far behind']);
});

test('a run over midnight finds both days, and another model is left alone', async () => {
  const evening = Date.parse('2026-03-01T23:59:50Z');
  const { watch, put, lines } = await scene(evening);
  await watch.start();
  watch.addShard(SHARD);
  await put(keyOf(1), 'before\n');
  await put(keyOf(2, '2026-03-02'), 'after\n');
  await put(keys.quarantine('other', DAY, `${SHARD}-3-abc`), 'not ours\n');
  await watch.look(evening + 20_000, false);
  expect(lines).toEqual(['before', 'after']);
});

test('objects of the on-failure destination are handed over as JSON, new ones alone', async () => {
  const { watch, put, failed } = await scene();
  const key = (id: string) => keys.failedBatch('mapping', SHARD, new Date(NOON), id);
  await put(key('a'), '{"old": true}');
  await watch.start();
  await put(key('b'), '{"new": true}');
  await watch.look(NOON, true);
  expect(failed).toEqual([{ new: true }]);
});

test('a store that fails is trouble until a look succeeds again, and what it had is not lost', async () => {
  const { watch, put, lines, store } = await scene();
  await watch.start();
  watch.addShard(SHARD);
  await put(keyOf(1), 'a\n');
  const { get } = store;
  store.get = async () => {
    throw new Error('no answer');
  };
  await watch.look(NOON, true);
  expect(watch.trouble).toContain('no answer');
  store.get = get;
  await watch.look(NOON, true);
  expect([watch.trouble, lines]).toEqual([undefined, ['a']]);
});
