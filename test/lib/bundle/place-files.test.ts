import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { type PlannedFile, placeFiles } from '../../../lib/bundle/place-files.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const text = (content: string) => Buffer.from(content);

async function filesIn(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = files.map(async (file) => [
    file.slice(directory.length + 1),
    await readFile(file, 'utf8'),
  ]);
  return Object.fromEntries(await Promise.all(contents));
}

test('a directory comes to hold exactly what is planned', async () => {
  const root = await temporaryDirectory();
  const [source, directory] = [join(root, 'source'), join(root, 'place')];
  await writeFile(source, 'binary');
  await mkdir(directory);
  await writeFile(join(directory, 'old.mjs'), 'old');
  const plan: PlannedFile[] = [
    { path: 'node_modules/a/binary', content: { copyOf: source } },
    { path: 'index.mjs', content: text('index') },
  ];
  expect(await placeFiles(directory, plan)).toEqual([
    { path: 'node_modules/a/binary', bytes: 6 },
    { path: 'index.mjs', bytes: 5 },
  ]);
  expect(await filesIn(directory)).toEqual({ 'node_modules/a/binary': 'binary', 'index.mjs': 'index' });
  expect(await readdir(root)).toEqual(expect.arrayContaining(['place', 'source']));
  expect(await readdir(root)).toHaveLength(2);
});

test('a file that is as planned is left alone, another is replaced and never written into', async () => {
  const root = await temporaryDirectory();
  const directory = join(root, 'place');
  const plan = (b: string) => [
    { path: 'a', content: text('a') },
    { path: 'b', content: text(b) },
  ];
  await placeFiles(directory, plan('b'));
  const before = await Promise.all(['a', 'b'].map((name) => stat(join(directory, name))));
  await placeFiles(directory, plan('c'));
  const after = await Promise.all(['a', 'b'].map((name) => stat(join(directory, name))));
  expect(after[0]!.ino).toBe(before[0]!.ino);
  expect(after[1]!.ino).not.toBe(before[1]!.ino);
  expect(await filesIn(directory)).toEqual({ a: 'a', b: 'c' });
});

test('a copy whose content differs is replaced, be it of the same length', async () => {
  const root = await temporaryDirectory();
  const source = join(root, 'source');
  await writeFile(source, 'new');
  await mkdir(join(root, 'place'));
  await writeFile(join(root, 'place', 'a'), 'old');
  await placeFiles(join(root, 'place'), [{ path: 'a', content: { copyOf: source } }]);
  expect(await filesIn(join(root, 'place'))).toEqual({ a: 'new' });
});

test('what is made once is made when it is not there', async () => {
  const directory = join(await temporaryDirectory(), 'place');
  const makeOnce = vi.fn(async () => text('made'));
  for (let i = 0; i < 2; i++) await placeFiles(directory, [{ path: 'cache', content: { makeOnce } }]);
  expect(makeOnce).toHaveBeenCalledTimes(1);
  expect(await filesIn(directory)).toEqual({ cache: 'made' });
});

test('a plan that fails midway leaves no scratch behind, and the files that are there', async () => {
  const root = await temporaryDirectory();
  const directory = join(root, 'place');
  await placeFiles(directory, [{ path: 'index.mjs', content: text('old') }]);
  const plan: PlannedFile[] = [
    { path: 'a', content: { makeOnce: () => Promise.reject(new Error('does not start')) } },
    { path: 'index.mjs', content: text('new') },
  ];
  await expect(placeFiles(directory, plan)).rejects.toThrow('does not start');
  expect(await filesIn(directory)).toEqual({ 'index.mjs': 'old' });
  expect(await readdir(root)).toEqual(['place']);
});

test("what others may not read on this machine they may read where it is placed: Lambda's user is another", async () => {
  const root = await temporaryDirectory();
  const [source, directory] = [join(root, 'source'), join(root, 'place')];
  const plan: PlannedFile[] = [
    { path: 'copy', content: { copyOf: source } },
    { path: 'text', content: text('text') },
    { path: 'cache', content: { makeOnce: async () => text('made') } },
  ];
  await writeFile(source, 'binary', { mode: 0o600 });
  await placeFiles(directory, plan);
  // As an earlier build left them, with a umask that keeps others out.
  for (const { path } of plan.slice(1)) await chmod(join(directory, path), 0o600);
  await placeFiles(directory, plan);
  for (const { path } of plan) expect((await stat(join(directory, path))).mode & 0o777).toBe(0o644);
  expect((await stat(source)).mode & 0o777).toBe(0o600);
});
