import { createHash, randomUUID } from 'node:crypto';
import { readdir, rename, rmdir, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode, ignoring } from './file-errors.ts';

/**
 * A lock that a killed process cannot keep and a paused one cannot misuse, made of rename(2) alone.
 *
 * The lock of a key is a directory; it is held when a file is in it. To take it, a process renames a directory
 * of its own over it, with one file in it that has a name of its own (its token): rename(2) replaces an empty
 * directory and refuses one that is not, so of many exactly one succeeds. The file is the new object itself, and
 * to rename it to the object's place is at once the write and the release.
 *
 * To break a lock is to unlink the holder's file by its own name. Two waiters who do so at once cannot hit a
 * newer holder, whose file is named otherwise. And a holder that was paused until its lock was broken cannot
 * overwrite anything any more: the file it would rename is gone. So safety rests on no clock and no guess about
 * who is dead; those only decide how soon a lock is broken.
 */
export interface Lock {
  /** The holder's file; whoever breaks the lock removes it. */
  readonly file: string;
  /** Gives the lock back, if it is still ours. */
  release(): Promise<void>;
}

/** A holder keeps a lock for milliseconds; one that is seen for as long as this is broken. */
export const LOCK_PATIENCE_MS = 5_000;

const POLL_MAX_MS = 20;

/** A name that no other holder has, and from which a waiter on the same host can tell a dead holder. */
export function lockToken(): string {
  return `${HOST}.${process.pid}.${randomUUID()}`;
}

const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 16);

export interface AcquireOptions {
  /** The lock. */
  readonly lock: string;
  /** The directory to put in its place, with the file `token` in it; consumed. */
  readonly directory: string;
  readonly token: string;
  /** Asked while waiting: false gives up. */
  readonly worthwhile: () => Promise<boolean>;
  readonly patienceMs: number;
}

/** Takes the lock, after breaking that of a dead holder; undefined when it was no longer worthwhile. */
export async function acquireLock(options: AcquireOptions): Promise<Lock | undefined> {
  const watch = holderWatch(options.lock, options.patienceMs);
  while (!(await tryAcquire(options))) {
    if (!(await options.worthwhile())) return undefined;
    await watch();
    await delay(1 + Math.random() * POLL_MAX_MS);
  }
  const file = join(options.lock, options.token);
  return { file, release: () => releaseLock(options.lock, file) };
}

async function tryAcquire({ directory, lock }: AcquireOptions): Promise<boolean> {
  try {
    await rename(directory, lock);
    return true;
  } catch (error) {
    // POSIX leaves it open which of the two a directory that is not empty gives.
    if (errorCode(error) === 'ENOTEMPTY' || errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function releaseLock(lock: string, file: string): Promise<void> {
  await ignoring(['ENOENT'], unlink(file));
  // Only an empty directory can be removed, so one that another has taken by now stays.
  await ignoring(['ENOENT', 'ENOTEMPTY', 'EEXIST'], rmdir(lock));
}

/**
 * Looks at who holds the lock each time it is called, and breaks it when the holder is a dead process of this
 * host, or has been the same for longer than the patience. The waiter measures that with its own steady clock,
 * so that neither clock steps nor clocks that differ between hosts matter.
 */
function holderWatch(lock: string, patienceMs: number): () => Promise<void> {
  let holder: string | undefined;
  let since = 0;
  return async () => {
    const seen = (await ignoring(['ENOENT'], readdir(lock)))?.[0];
    if (seen !== holder) since = performance.now();
    holder = seen;
    if (seen === undefined) return;
    if (isDead(seen) || performance.now() - since > patienceMs)
      await ignoring(['ENOENT'], unlink(join(lock, seen)));
  };
}

function isDead(token: string): boolean {
  const [host, pid] = token.split('.');
  if (host !== HOST) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
}
