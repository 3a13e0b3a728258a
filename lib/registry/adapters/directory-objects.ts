import type { BigIntStats } from 'node:fs';
import { link, mkdir, open, rename, rmdir, stat, utimes } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { NOT_MODIFIED, type ObjectSummary, type StoredObject } from '../object-store.ts';
import { errorCode, ignoring } from './file-errors.ts';

/**
 * The etag of a file: its inode, length and modification time to the nanosecond. No two objects that ever had
 * one key share it, were their contents equal: swaps make the time grow, and its microseconds are random (see
 * directory-scratch.ts), so that a file made, deleted and made again in one tick of the clock differs too.
 */
export function etagOf(stats: BigIntStats): string {
  return `"${stats.ino.toString(36)}-${stats.size.toString(36)}-${stats.mtimeNs.toString(36)}"`;
}

export function summaryOf(stats: BigIntStats): Omit<ObjectSummary, 'key'> {
  return { bytes: Number(stats.size), etag: etagOf(stats), lastModified: stats.mtime };
}

export async function statObject(path: string): Promise<BigIntStats | undefined> {
  return ignoring(['ENOENT'], stat(path, { bigint: true }));
}

/** Reads an object and its etag from one open file, so that they belong together. */
export async function readObject(
  path: string,
  ifNoneMatch: string | undefined,
  signal: AbortSignal | undefined,
): Promise<StoredObject | typeof NOT_MODIFIED | undefined> {
  const handle = await ignoring(['ENOENT'], open(path, 'r'));
  if (handle === undefined) return undefined;
  try {
    const stats = await handle.stat({ bigint: true });
    const etag = etagOf(stats);
    if (etag === ifNoneMatch) return NOT_MODIFIED;
    return { body: await handle.readFile({ signal }), etag, lastModified: stats.mtime };
  } finally {
    await handle.close();
  }
}

/** Directories that a delete may remove while a create makes them: the create begins again, so many times. */
const LINK_ATTEMPTS = 10;

/** Gives a finished file its name and makes the name last; false when the name is taken. */
export async function linkNew(file: string, path: string): Promise<boolean> {
  const directory = dirname(path);
  for (let attempt = 1; ; attempt++) {
    const firstMade = await mkdir(directory, { recursive: true });
    try {
      await link(file, path);
      await syncDirectories(directory, firstMade === undefined ? directory : dirname(firstMade));
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      if (errorCode(error) !== 'ENOENT' || attempt === LINK_ATTEMPTS) throw error;
    }
  }
}

/**
 * Puts the file of a held lock in the place of an object: the write and the release in one rename. Undefined
 * when the lock was broken meanwhile; then nothing was written.
 */
export async function replaceObject(
  file: string,
  path: string,
  replaced: BigIntStats,
): Promise<{ readonly etag: string } | undefined> {
  const stats = await statObject(file);
  if (stats === undefined) return undefined;
  if (stats.mtimeNs <= replaced.mtimeNs) {
    // Two microseconds are more than the step of a double at today's time in seconds.
    const seconds = Number(replaced.mtimeNs) / 1e9 + 2e-6;
    await ignoring(['ENOENT'], utimes(file, seconds, seconds));
  }
  const final = await statObject(file);
  if (final === undefined) return undefined;
  try {
    await rename(file, path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  await syncDirectories(dirname(path), dirname(path));
  return { etag: etagOf(final) };
}

/** Makes the names in a directory last, and in those above it up to `top`. */
async function syncDirectories(directory: string, top: string): Promise<void> {
  const handle = await ignoring(['ENOENT'], open(directory, 'r'));
  try {
    await handle?.sync();
  } finally {
    await handle?.close();
  }
  if (directory !== top) await syncDirectories(dirname(directory), top);
}

/** Removes a directory and those above it, below `root`, as far as they are empty. */
export async function removeEmptyDirectories(directory: string, root: string): Promise<void> {
  const path = relative(root, directory);
  if (path === '' || path.startsWith('..')) return;
  try {
    await rmdir(directory);
  } catch {
    // Not empty, or gone: it makes no difference to any key.
    return;
  }
  await removeEmptyDirectories(dirname(directory), root);
}
