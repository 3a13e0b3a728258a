import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';

/** Texts by their paths within a directory. */
export type GeneratedFiles = Readonly<Record<string, string>>;

/** Writes the files, and removes what else lies in the directory: it is theirs alone. */
export async function writeFiles(directory: string, files: GeneratedFiles): Promise<void> {
  for (const path of await otherFiles(directory, files)) await rm(join(directory, path));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
}

/** Paths of the files in a directory that are not among these; none where there is no directory. */
export async function otherFiles(directory: string, files: GeneratedFiles): Promise<string[]> {
  return (await pathsIn(directory)).filter((path) => !(path in files)).sort();
}

/** The paths of files that are missing, differ or are too many. */
export async function differences(directory: string, files: GeneratedFiles): Promise<string[]> {
  const there = await pathsIn(directory);
  const texts = await Promise.all(there.map((path) => readFile(join(directory, path), 'utf8')));
  const found = new Map(there.map((path, index) => [path, texts[index]]));
  const paths = new Set([...there, ...Object.keys(files)]);
  return [...paths].filter((path) => found.get(path) !== files[path]).sort();
}

async function pathsIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)));
}
