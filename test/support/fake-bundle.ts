import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from './temporary-directory.ts';

/** Writes an index.mjs with the given source to a directory, in place of the built function. */
export async function fakeBundle(source: string): Promise<string> {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'index.mjs'), source);
  return directory;
}
