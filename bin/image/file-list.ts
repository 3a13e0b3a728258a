import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of the function's directory, in the image or out of it. */
export interface ListedFile {
  readonly path: string;
  readonly bytes: number;
}

/** All files below a directory, by their path in it. */
export async function filesIn(directory: string): Promise<ListedFile[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(async (entry) => {
      const full = join(entry.parentPath, entry.name);
      return { path: full.slice(directory.length + 1), bytes: (await stat(full)).size };
    });
  return (await Promise.all(files)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** One line a file, and one for all of them. */
export function fileList(files: readonly ListedFile[]): string {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const rows = [...files, { path: `bytes in ${files.length} files`, bytes }];
  return `${rows.map((row) => `${row.bytes.toLocaleString('en').padStart(12)}  ${row.path}`).join('\n')}\n`;
}

/**
 * What two lists do not share, as sentences. V8's code counts for nothing: its name and size are those of the Node
 * that made it.
 */
export function differences(image: readonly ListedFile[], directory: readonly ListedFile[]): string[] {
  const [inImage, inDirectory] = [image, directory].map(
    (files) =>
      new Map(files.filter(({ path }) => !path.endsWith('.cache')).map((file) => [file.path, file.bytes])),
  ) as [Map<string, number>, Map<string, number>];
  return [...new Set([...inImage.keys(), ...inDirectory.keys()])].flatMap((path) => {
    const [there, here] = [inImage.get(path), inDirectory.get(path)];
    if (there === here) return [];
    if (there === undefined) return [`${path} is not in the image`];
    return [here === undefined ? `${path} is in the image alone` : `${path} has ${there} bytes, not ${here}`];
  });
}
