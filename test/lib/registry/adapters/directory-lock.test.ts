import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DirectoryStore } from '../../../../lib/registry/adapters/directory.ts';
import { LOCK_PATIENCE_MS, lockToken } from '../../../../lib/registry/adapters/directory-lock.ts';
import { storePaths } from '../../../../lib/registry/adapters/directory-paths.ts';
import { bytes, increment, mustGet, textOf } from '../support/collect.ts';
import { start } from '../support/process.ts';

let root: string;
let store: DirectoryStore;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'weir-lock-'));
  store = new DirectoryStore(root);
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** As if the holder of this token had the lock. */
async function hold(key: string, token: string): Promise<string> {
  const lock = storePaths(root).lock(key);
  await mkdir(lock, { recursive: true });
  await writeFile(join(lock, token), "the holder's body");
  return join(lock, token);
}

test('a killed lock holder blocks nobody: the next swap breaks its lock at once', async () => {
  const { etag } = await store.create('pointer.json', bytes('1'));
  const holder = start('lock-holder.ts', [root, 'pointer.json']);
  expect(await holder.line()).toBe('holding');
  holder.child.kill('SIGKILL');
  await holder.ended;
  const startedAt = performance.now();
  await store.swap('pointer.json', bytes('2'), etag);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect(await textOf(store, 'pointer.json')).toBe('2');
});

test('a holder on another host, which nobody here can look at, is waited for as long as the patience, no longer', async () => {
  expect(LOCK_PATIENCE_MS).toBeLessThanOrEqual(10_000);
  const impatient = new DirectoryStore(root, { lockPatienceMs: 400 });
  const { etag } = await impatient.create('pointer.json', bytes('1'));
  await hold('pointer.json', 'another-host.1.a-token');
  const startedAt = performance.now();
  await impatient.swap('pointer.json', bytes('2'), etag);
  const waitedMs = performance.now() - startedAt;
  expect(waitedMs).toBeGreaterThanOrEqual(400);
  expect(waitedMs).toBeLessThan(3_000);
});

test('a live holder is waited for, and a delete waits like a swap', async () => {
  const { etag } = await store.create('pointer.json', bytes('1'));
  const held = await hold('pointer.json', lockToken());
  const settled: string[] = [];
  const swap = store.swap('pointer.json', bytes('2'), etag).then(() => settled.push('swap'));
  const other = await store.create('other.json', bytes('1'));
  await store.swap('other.json', bytes('2'), other.etag);
  await delay(200);
  expect(settled).toEqual([]);
  await rm(held);
  await swap;
  const heldAgain = await hold('pointer.json', lockToken());
  const deletion = store.delete('pointer.json').then(() => settled.push('delete'));
  await delay(200);
  expect(settled).toEqual(['swap']);
  await rm(heldAgain);
  await deletion;
  expect(await store.get('pointer.json')).toBeUndefined();
});

test('a waiter whose etag is outdated is told so without waiting for the holder', async () => {
  const { etag } = await store.create('pointer.json', bytes('1'));
  await store.swap('pointer.json', bytes('2'), etag);
  await hold('pointer.json', lockToken());
  const startedAt = performance.now();
  await expect(store.swap('pointer.json', bytes('3'), etag)).rejects.toThrow('does not hold');
  expect(performance.now() - startedAt).toBeLessThan(1_000);
});

test('a swap that was paused beyond its lock overwrites nothing when it goes on', async () => {
  const { etag } = await store.create('pointer.json', bytes('1'));
  const paused = start('paused-swapper.ts', [root, 'pointer.json', etag]);
  expect(await paused.line()).toBe('pausing');
  await new DirectoryStore(root, { lockPatienceMs: 200 }).swap('pointer.json', bytes('the other'), etag);
  paused.child.kill('SIGCONT');
  expect(await paused.line()).toBe('PreconditionFailed');
  await paused.ended;
  expect(await textOf(store, 'pointer.json')).toBe('the other');
});

test('no increment is lost even when everyone breaks the locks of the living all the time', async () => {
  const reckless = Array.from({ length: 4 }, () => new DirectoryStore(root, { lockPatienceMs: -1 }));
  await store.create('counter.json', bytes('0'));
  const written = await Promise.all(reckless.map((each) => increment(each, 'counter.json', 25)));
  expect(new Set(written.flat()).size).toBe(100);
  expect(await textOf(store, 'counter.json')).toBe('100');
});

test('no increment is lost or doubled while incrementing processes are killed', async () => {
  await store.create('counter.json', bytes('0'));
  const doomed = Array.from({ length: 4 }, () => start('incrementer.ts', [root, 'counter.json', 100_000]));
  const steady = Array.from({ length: 2 }, () => start('incrementer.ts', [root, 'counter.json', 60]));
  const all = [...doomed, ...steady];
  for (const { line } of all) await line();
  for (const { child } of doomed) {
    await delay(100 + 100 * Math.random());
    child.kill('SIGKILL');
  }
  await Promise.all(all.map(({ ended }) => ended));
  const acknowledged = all.flatMap(({ lines }) => lines.slice(1).map(Number));
  expect(new Set(acknowledged).size).toBe(acknowledged.length);
  expect(acknowledged.length).toBeGreaterThanOrEqual(120);
  const counted = Number(Buffer.from((await mustGet(store, 'counter.json')).body).toString());
  expect(counted).toBeGreaterThanOrEqual(acknowledged.length);
  // Each killed process may have written one value that it could not say any more.
  expect(counted).toBeLessThanOrEqual(acknowledged.length + doomed.length);
});
