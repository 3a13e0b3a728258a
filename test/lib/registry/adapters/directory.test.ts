import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DirectoryStore } from '../../../../lib/registry/adapters/directory.ts';
import { segmentOf, storePaths } from '../../../../lib/registry/adapters/directory-paths.ts';
import { writeScratch } from '../../../../lib/registry/adapters/directory-scratch.ts';
import { PreconditionFailed } from '../../../../lib/registry/object-store.ts';
import { KeyInvalid, StoreError } from '../../../../lib/registry/store-errors.ts';
import { storeSuite } from '../store-suite.ts';
import { bytes, listKeys, mustGet, textOf } from '../support/collect.ts';
import { directoryHarness } from '../support/harness.ts';

describe('a directory store', () => storeSuite(directoryHarness));

let root: string;
let store: DirectoryStore;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'weir-directory-'));
  store = new DirectoryStore(join(root, 'store'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('reading a directory that does not exist yet makes nothing', async () => {
  expect(await store.get('a')).toBeUndefined();
  expect(await listKeys(store, '')).toEqual([]);
  expect(await readdir(root)).toEqual([]);
});

test("the registry's files look like their keys", async () => {
  for (const key of ['models/wine-quality/versions/1.json', 'models/wine-quality/artifacts/0a-b/model.onnx'])
    expect(storePaths('/r').object(key)).toBe(`/r/${key}`);
});

test('an object that comes back to its former content has another etag, so that its old holder loses', async () => {
  const first = await store.create('a', bytes('x'));
  const second = await store.swap('a', bytes('y'), first.etag);
  const third = await store.swap('a', bytes('x'), second.etag);
  expect(third.etag).not.toBe(first.etag);
  await expect(store.swap('a', bytes('z'), first.etag)).rejects.toThrow(PreconditionFailed);
});

test('one content deleted and created again and again never has one etag twice', async () => {
  const etags = new Set<string>();
  for (let i = 0; i < 100; i++) {
    etags.add((await store.create('a', bytes('x'))).etag);
    await store.delete('a');
  }
  expect(etags.size).toBe(100);
});

test('the times of one object grow with every swap, even when the clock goes back', async () => {
  let { etag } = await store.create('a', bytes('x'));
  const ahead = new Date(Date.now() + 60_000);
  await utimes(join(store.location, 'a%'), ahead, ahead);
  let last = 0n;
  for (let i = 0; i < 5; i++) {
    etag = (await mustGet(store, 'a')).etag;
    await store.swap('a', bytes('x'), etag);
    const { mtimeNs } = await stat(join(store.location, 'a%'), { bigint: true });
    expect(mtimeNs).toBeGreaterThan(last);
    last = mtimeNs;
  }
  expect(last).toBeGreaterThan(BigInt(ahead.getTime()) * 1_000_000n);
});

test('the time of a file differs from that of its write by a random part of a millisecond', async () => {
  const paths = storePaths(store.location);
  const offsets: number[] = [];
  for (let i = 0; i < 20; i++) {
    const { file } = await writeScratch(paths, bytes('x'));
    const { mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    offsets.push(Number(ctimeNs - mtimeNs));
  }
  expect(Math.min(...offsets)).toBeGreaterThan(0);
  expect(Math.max(...offsets) - Math.min(...offsets)).toBeGreaterThan(200_000);
});

test('no write leaves a file aside, and a delete no empty directory', async () => {
  const { etag } = await store.create('a/b/c', bytes('1'));
  await store.create('a/b/c', bytes('2')).catch(() => undefined);
  await store.swap('a/b/c', bytes('3'), etag);
  await store.swap('a/b/c', bytes('4'), etag).catch(() => undefined);
  await store.now();
  await store.delete('a/b/c');
  const left = await readdir(store.location, { recursive: true });
  expect(left.toSorted()).toEqual(['.store', '.store/locks', '.store/scratch']);
});

test('what killed writers left is not listed, hurts nobody, and is removed after a day', async () => {
  const paths = storePaths(store.location);
  const old = await writeScratch(paths, bytes('half a b'));
  const young = await writeScratch(paths, bytes('half a b'));
  const twoDaysAgo = new Date(Date.now() - 2 * 24 * 3_600_000);
  await utimes(old.directory, twoDaysAgo, twoDaysAgo);
  await store.create('b', bytes('whole'));
  expect(await listKeys(store, '')).toEqual(['b']);
  expect(await readdir(paths.scratch)).toEqual([young.token]);
});

test('files of others in the directory are no objects', async () => {
  await store.create('models/a.json', bytes('1'));
  for (const name of ['.DS_Store', 'README', 'Notes.md', 'notes%', '%zz.json', 'a b.txt', 'x.y%'])
    await writeFile(join(store.location, 'models', name), 'not ours');
  await mkdir(join(store.location, 'models', 'some.directory'));
  expect(await listKeys(store, '')).toEqual(['models/a.json', 'models/notes']);
});

test('a part of a key that is too long for a file name is refused by name', async () => {
  await expect(store.create(`a/${'ä'.repeat(100)}`, bytes('x'))).rejects.toThrow(KeyInvalid);
});

test('a place that cannot be written names itself and keeps the cause', async () => {
  await writeFile(join(root, 'store'), 'a file');
  await expect(store.create('a', bytes('x'))).rejects.toThrow(StoreError);
  await expect(store.get('a')).rejects.toMatchObject({
    message: expect.stringContaining(join(root, 'store')),
    cause: { code: 'ENOTDIR' },
  });
});

test('every key has a file of its own within the directory, whatever it is made of', () => {
  const part = fc
    .string({ unit: 'binary', minLength: 1, maxLength: 20 })
    .map((text) => text.replaceAll('/', '').toWellFormed())
    .filter((text) => text !== '' && text !== '.' && text !== '..');
  const paths = storePaths('/store');
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      const path = paths.object(parts.join('/'));
      const names = path.slice('/store/'.length).split('/');
      const kinds = names.map((_, i) => (i === names.length - 1 ? 'file' : 'directory'));
      expect(path).toMatch(/^\/store\/[a-z0-9._=+@,%/-]+$/);
      expect(names.map((name, i) => segmentOf(name, kinds[i] ?? 'file'))).toEqual(parts);
      expect(names[0]).not.toBe('.store');
      expect(dirname(path).startsWith('/store')).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

/** What a store is, without files: the model of the property test. */
type Model = Map<string, { readonly body: string; readonly etag: string }>;
type Command = {
  readonly kind: 'create' | 'swap' | 'stale swap' | 'delete' | 'list';
  readonly key: string;
  readonly body: string;
};

const part = fc.constantFrom('a', 'b', 'A', 'a.b', '.a', 'a%', 'é', '～', '🍷', 'a b');
const key = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const command: fc.Arbitrary<Command> = fc.record({
  kind: fc.constantFrom('create', 'create', 'swap', 'stale swap', 'delete', 'list'),
  key,
  body: fc.string({ maxLength: 4 }),
});

test('any sequence of operations answers as a map in memory does', async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 25 }), async (commands) => {
      const directory = new DirectoryStore(join(root, `run-${++runs}`));
      const model: Model = new Map();
      const etags = new Set<string>();
      for (const each of commands) await runCommand(directory, model, etags, each);
      expect(await listKeys(directory, '')).toEqual(sortedKeys(model));
      for (const [name, { body, etag }] of model) {
        expect(await textOf(directory, name)).toBe(body);
        expect((await mustGet(directory, name)).etag).toBe(etag);
      }
    }),
    { numRuns: 60 },
  );
});

async function runCommand(
  directory: DirectoryStore,
  model: Model,
  etags: Set<string>,
  { kind, key, body }: Command,
): Promise<void> {
  const current = model.get(key);
  const expectWrite = async (write: Promise<{ readonly etag: string }>, allowed: boolean): Promise<void> => {
    if (!allowed) return void (await expect(write).rejects.toThrow(PreconditionFailed));
    const { etag } = await write;
    expect(etags.has(etag)).toBe(false);
    etags.add(etag);
    model.set(key, { body, etag });
  };
  if (kind === 'create') await expectWrite(directory.create(key, bytes(body)), current === undefined);
  if (kind === 'swap')
    await expectWrite(directory.swap(key, bytes(body), current?.etag ?? '"none"'), current !== undefined);
  if (kind === 'stale swap') {
    const stale = [...etags].find((etag) => etag !== current?.etag) ?? '"none"';
    await expectWrite(directory.swap(key, bytes(body), stale), false);
  }
  if (kind === 'delete') {
    await directory.delete(key);
    model.delete(key);
  }
  if (kind === 'list') {
    const all = sortedKeys(model);
    const prefix = key.slice(0, body.length);
    const wanted = all.filter((name) => name.startsWith(prefix) && compareUtf8(name, key) > 0);
    expect(await listKeys(directory, prefix, key)).toEqual(wanted);
  }
}

function sortedKeys(model: Model): string[] {
  return [...model.keys()].sort(compareUtf8);
}

function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

test('a reader among writers sees whole objects only', async () => {
  const bodies = ['a', 'b', 'c'].map((letter) => letter.repeat(200_000));
  await store.create('shared', bytes(bodies[0] ?? ''));
  let writing = true;
  const write = async () => {
    for (let i = 0; i < 30; i++) {
      const { etag } = await mustGet(store, 'shared');
      await store.swap('shared', bytes(bodies[i % 3] ?? ''), etag);
    }
    writing = false;
  };
  const read = async () => {
    let reads = 0;
    for (; writing; reads++) expect(bodies).toContain(await textOf(store, 'shared'));
    return reads;
  };
  const [, reads] = await Promise.all([write(), read()]);
  expect(reads).toBeGreaterThan(10);
  expect(await readFile(join(store.location, 'shared%'), 'utf8')).toBe(await textOf(store, 'shared'));
});
