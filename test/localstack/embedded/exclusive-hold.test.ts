import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { lockToken } from '../../../lib/registry/adapters/directory-lock.ts';
import { type ExclusiveHold, holdExclusively } from '../../../localstack/embedded/adapters/exclusive-hold.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const HOLDER = fileURLToPath(new URL('../../support/holder-process.ts', import.meta.url));

const newLock = async () => join(await temporaryDirectory(), 'state', 'lock');

/** Takes the lock in another process. */
async function holderOf(lock: string) {
  const child = fork(HOLDER, [lock], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [message] = await once(child, 'message');
  expect(message).toBe('held');
  return child;
}

test('one holds it; the next does when it was given back, and nothing is left', async () => {
  const lock = await newLock();
  const hold = (await holdExclusively(lock)) as ExclusiveHold;
  expect(await holdExclusively(lock)).toBeUndefined();
  const waiting = holdExclusively(lock, 10_000);
  await hold.release();
  await (await waiting)!.release();
  expect(await readdir(dirname(lock))).toEqual([]);
});

test('one of many that ask at once gets it', async () => {
  const lock = await newLock();
  const holds = await Promise.all(Array.from({ length: 8 }, () => holdExclusively(lock)));
  expect(holds.filter((hold) => hold !== undefined)).toHaveLength(1);
});

test('a holder that was killed does not keep it', async () => {
  const lock = await newLock();
  const child = await holderOf(lock);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await holdExclusively(lock)).toBeDefined();
});

test('a holder that is only paused does', async () => {
  const lock = await newLock();
  const child = await holderOf(lock);
  child.kill('SIGSTOP');
  expect(await holdExclusively(lock)).toBeUndefined();
});

test('a holder is not mistaken for a living one when its process id went to another program', async () => {
  const lock = await newLock();
  await mkdir(lock, { recursive: true });
  // Our own process id, and a port on which nobody listens.
  await writeFile(join(lock, lockToken()), '1');
  expect(await holdExclusively(lock)).toBeDefined();
});
