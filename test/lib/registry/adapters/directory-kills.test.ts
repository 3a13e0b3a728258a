import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keys } from '../../../../lib/contract/keys.ts';
import { openStore } from '../../../../lib/registry/adapters/open-store.ts';
import { ModelRegistry } from '../../../../lib/registry/registry.ts';
import { expectSound } from '../process-suite.ts';
import { publishAndPromote } from '../processes/publish-and-promote.ts';
import { inParallel, start } from '../support/process.ts';

/** Locks that are held: directories with a file in them. */
async function countHeldLocks(directory: string): Promise<number> {
  const entries = await readdir(join(directory, '.store/locks'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'weir-kills-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('a process killed between any two changes to the filesystem leaves a whole store and blocks nobody', async () => {
  const run = async (k: number) => {
    const store = openStore(join(root, `killed-at-${k}`));
    await publishAndPromote(store, 'the first');
    const process = start('killed-at-file-operation.ts', [store.location, k]);
    return { store, ...(await process.ended), lines: process.lines };
  };
  const whole = await run(0);
  const operations = Number(whole.lines[0]);
  expect(operations).toBeGreaterThan(30);
  const points = Array.from({ length: operations }, (_, i) => i + 1);
  let lockedOut = 0;
  await inParallel(points, 3, async (k) => {
    const { store, signal } = await run(k);
    expect(signal).toBe('SIGKILL');
    lockedOut += await countHeldLocks(store.location);
    const registry = new ModelRegistry(store);
    const champion = (await registry.aliases('wine-quality')).champion?.version ?? 0;
    expect(champion).toBeLessThanOrEqual((await registry.versions('wine-quality')).length);
    await expectSound(store, champion);
    expect(await store.get(keys.version('wine-quality', 1))).toBeDefined();
  });
  // Some were killed while they held the lock, or this test would prove nothing about it.
  expect(lockedOut).toBeGreaterThan(0);
}, 60_000);
