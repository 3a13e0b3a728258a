import { randomInt } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { lockToken } from './directory-lock.ts';
import type { StorePaths } from './directory-paths.ts';
import { ignoring } from './file-errors.ts';

/** A finished file that is not in its place yet, alone in a directory. */
export interface Scratch {
  readonly directory: string;
  readonly file: string;
  /** The file's name: unguessable, and the lock token of whoever made it. */
  readonly token: string;
  /** Removes what is left of it. */
  discard(): Promise<void>;
}

/** What a killed process leaves in the scratch directory is removed after this long. */
const LEFTOVER_MAX_MS = 24 * 3_600_000;

/** Writes a body to a file of its own, down to the disk. */
export async function writeScratch(paths: StorePaths, body: Uint8Array): Promise<Scratch> {
  const token = lockToken();
  const directory = join(paths.scratch, token);
  const file = join(directory, token);
  await mkdir(paths.locks, { recursive: true });
  await mkdir(directory, { recursive: true });
  const discard = () => rm(directory, { recursive: true, force: true });
  try {
    await writeFile(file, body);
  } catch (error) {
    // A full disk is the usual reason: give back what was written.
    await discard();
    throw error;
  }
  return { directory, file, token, discard };
}

async function writeFile(path: string, body: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(body);
    const { mtimeNs } = await handle.stat({ bigint: true });
    const seconds = Number(mtimeNs) / 1e9 - randomInt(1_000_000) / 1e9;
    // The microseconds are random: they make the etag of one content written twice unguessable. See etagOf.
    await handle.utimes(seconds, seconds);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The filesystem's time: that of a file written now. */
export async function filesystemTime(paths: StorePaths): Promise<Date> {
  const path = join(paths.scratch, lockToken());
  await mkdir(paths.scratch, { recursive: true });
  const handle = await open(path, 'wx');
  try {
    return (await handle.stat()).mtime;
  } finally {
    await handle.close();
    await rm(path, { force: true });
  }
}

/** Removes what killed processes left. Whatever is younger may belong to a writer at work. */
export async function removeLeftovers(paths: StorePaths): Promise<void> {
  const limit = (await filesystemTime(paths)).getTime() - LEFTOVER_MAX_MS;
  for (const name of await readdir(paths.scratch)) {
    const path = join(paths.scratch, name);
    const stats = await ignoring(['ENOENT'], stat(path));
    if (stats && stats.mtimeMs < limit) await rm(path, { recursive: true, force: true });
  }
}
