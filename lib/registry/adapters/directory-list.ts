import { readdir } from 'node:fs/promises';
import { isKey } from '../store-errors.ts';
import { type StorePaths, segmentOf } from './directory-paths.ts';
import { ignoring } from './file-errors.ts';

export interface KeyRange {
  readonly prefix: string;
  readonly startAfter: string;
}

/** The keys of a range in ascending order of their UTF-8 bytes. Directories outside the range are not read. */
export function listKeys(paths: StorePaths, range: KeyRange): AsyncGenerator<string> {
  const segments = range.prefix.split('/').slice(0, -1);
  // No key goes on from what is none itself, such as "a//".
  return segments.length === 0 || isKey(segments.join('/')) ? walk(paths, segments, range) : nothing();
}

async function* nothing(): AsyncGenerator<string> {}

async function* walk(
  paths: StorePaths,
  segments: readonly string[],
  range: KeyRange,
): AsyncGenerator<string> {
  const base = segments.map((segment) => `${segment}/`).join('');
  const entries = await readEntries(paths, segments);
  const inRange = entries.filter(({ sortName, isDirectory }) => mayHold(base + sortName, isDirectory, range));
  inRange.sort((a, b) => compareUtf8(a.sortName, b.sortName));
  for (const { segment, isDirectory } of inRange) {
    if (isDirectory) yield* walk(paths, [...segments, segment], range);
    else yield base + segment;
  }
}

interface Entry {
  readonly segment: string;
  readonly isDirectory: boolean;
  /** What the keys of this entry go on with: a directory's with a slash, which orders them among its neighbours. */
  readonly sortName: string;
}

async function readEntries(paths: StorePaths, segments: readonly string[]): Promise<Entry[]> {
  const found = await ignoring(['ENOENT'], readdir(paths.directory(segments), { withFileTypes: true }));
  return (found ?? []).flatMap((entry) => {
    const isDirectory = entry.isDirectory();
    const segment = segmentOf(entry.name, isDirectory ? 'directory' : 'file');
    if (segment === undefined) return [];
    return [{ segment, isDirectory, sortName: isDirectory ? `${segment}/` : segment }];
  });
}

function mayHold(start: string, isDirectory: boolean, { prefix, startAfter }: KeyRange): boolean {
  if (!isDirectory) return start.startsWith(prefix) && compareUtf8(start, startAfter) > 0;
  const withinPrefix = start.startsWith(prefix) || prefix.startsWith(start);
  return withinPrefix && (startAfter.startsWith(start) || compareUtf8(start, startAfter) > 0);
}

/** The order of UTF-8 bytes, which differs from that of JavaScript's strings above U+FFFF. */
function compareUtf8(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
