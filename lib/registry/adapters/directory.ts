import type { BigIntStats } from 'node:fs';
import { stat, unlink } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { reasonOf } from '../../contract/errors.ts';
import {
  type GetOptions,
  type NOT_MODIFIED,
  type ObjectStore,
  type ObjectSummary,
  PreconditionFailed,
  type StoredObject,
} from '../object-store.ts';
import { KeyInvalid, StoreError } from '../store-errors.ts';
import { within } from '../within.ts';
import { listKeys } from './directory-list.ts';
import { acquireLock, LOCK_PATIENCE_MS, type Lock } from './directory-lock.ts';
import {
  etagOf,
  linkNew,
  readObject,
  removeEmptyDirectories,
  replaceObject,
  statObject,
  summaryOf,
} from './directory-objects.ts';
import { type StorePaths, storePaths } from './directory-paths.ts';
import { filesystemTime, removeLeftovers, type Scratch, writeScratch } from './directory-scratch.ts';
import { ignoring } from './file-errors.ts';

export interface DirectoryStoreOptions {
  /** How long the same lock holder is waited for, in milliseconds, before its lock is broken. Default: 5,000. */
  readonly lockPatienceMs?: number;
}

/**
 * An object store in a local directory, for one process or many, on one host or on a shared filesystem with hard
 * links. Objects are plain files under names that look like their keys.
 *
 * A file is written aside, down to the disk, before it gets its name: by link(2) for a create, which refuses a
 * name that is taken, and by rename(2) under a lock for a swap. So readers see whole objects only, and a process
 * killed at any moment leaves nothing but a file aside and a lock that the next writer breaks.
 */
export class DirectoryStore implements ObjectStore {
  readonly location: string;
  readonly #paths: StorePaths;
  readonly #patienceMs: number;
  #tidied: Promise<void> | undefined;

  /** @param directory need not exist: the first write makes it */
  constructor(directory: string, options: DirectoryStoreOptions = {}) {
    this.location = resolve(directory);
    this.#paths = storePaths(this.location);
    this.#patienceMs = options.lockPatienceMs ?? LOCK_PATIENCE_MS;
  }

  async get(key: string, options: GetOptions = {}): Promise<StoredObject | typeof NOT_MODIFIED | undefined> {
    const path = this.#paths.object(key);
    return this.#run(`reading ${key}`, () =>
      within(options.timeoutMs, (signal) => readObject(path, options.ifNoneMatch, signal)),
    );
  }

  async create(key: string, body: Uint8Array): Promise<{ readonly etag: string }> {
    const path = this.#paths.object(key);
    return this.#run(`creating ${key}`, () =>
      this.#withScratch(body, async ({ file }) => {
        const etag = etagOf(await stat(file, { bigint: true }));
        if (!(await linkNew(file, path))) throw new PreconditionFailed(key);
        return { etag };
      }),
    );
  }

  async swap(key: string, body: Uint8Array, etag: string): Promise<{ readonly etag: string }> {
    const path = this.#paths.object(key);
    const isExpected = (stats: BigIntStats | undefined) => stats !== undefined && etagOf(stats) === etag;
    return this.#run(`replacing ${key}`, async () => {
      const swapped = await this.#locked(key, body, isExpected, (lock, stats) =>
        replaceObject(lock.file, path, stats),
      );
      if (swapped === undefined) throw new PreconditionFailed(key);
      return swapped;
    });
  }

  async *list(prefix: string, options: { readonly startAfter?: string } = {}): AsyncIterable<ObjectSummary> {
    const keys = listKeys(this.#paths, { prefix, startAfter: options.startAfter ?? '' });
    const next = () => this.#run(`listing ${prefix}`, () => keys.next());
    for (let entry = await next(); !entry.done; entry = await next()) {
      const key = entry.value;
      const stats = await this.#run(`listing ${key}`, () => statObject(this.#paths.object(key)));
      if (stats) yield { key, ...summaryOf(stats) };
    }
  }

  /** Waits for a swap of the same object, so that none is there again after its delete. */
  async delete(key: string): Promise<void> {
    const path = this.#paths.object(key);
    const exists = (stats: BigIntStats | undefined) => stats !== undefined;
    await this.#run(`deleting ${key}`, async () => {
      await this.#locked(key, new Uint8Array(), exists, async (lock) => {
        if ((await statObject(lock.file)) === undefined) return undefined;
        await ignoring(['ENOENT'], unlink(path));
        return true;
      });
      await removeEmptyDirectories(dirname(path), this.location);
    });
  }

  async now(): Promise<Date> {
    return this.#run('asking for the time', () => filesystemTime(this.#paths));
  }

  /**
   * Runs `work` under the object's lock; undefined when the object is not as wished, which cannot become true
   * by waiting, since no etag returns.
   * @param work answers undefined when it found the lock broken; it is then run again under a new one
   */
  async #locked<T>(
    key: string,
    body: Uint8Array,
    wished: (stats: BigIntStats | undefined) => boolean,
    work: (lock: Lock, stats: BigIntStats) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const path = this.#paths.object(key);
    const worthwhile = async () => wished(await statObject(path));
    while (await worthwhile()) {
      const done = await this.#withScratch(body, async ({ directory, token }) => {
        const patienceMs = this.#patienceMs;
        const lock = this.#paths.lock(key);
        const held = await acquireLock({ lock, directory, token, worthwhile, patienceMs });
        try {
          const stats = await statObject(path);
          return held && stats && wished(stats) ? await work(held, stats) : undefined;
        } finally {
          await held?.release();
        }
      });
      if (done !== undefined) return done;
    }
    return undefined;
  }

  /** Runs `work` with a finished file, and removes what is left of it. */
  async #withScratch<T>(body: Uint8Array, work: (scratch: Scratch) => Promise<T>): Promise<T> {
    this.#tidied ??= removeLeftovers(this.#paths).catch(() => undefined);
    await this.#tidied;
    const scratch = await writeScratch(this.#paths, body);
    try {
      return await work(scratch);
    } finally {
      await scratch.discard();
    }
  }

  async #run<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const named = error instanceof PreconditionFailed || error instanceof StoreError;
      if (named || error instanceof KeyInvalid) throw error;
      throw new StoreError(`${what} in ${this.location} failed: ${reasonOf(error)}`, { cause: error });
    }
  }
}
