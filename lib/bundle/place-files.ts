import {
  chmod,
  copyFile,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A file to be. */
export interface PlannedFile {
  /** Within the directory. */
  readonly path: string;
  readonly content: FileContent;
}

/** Bytes, a file to be copied, or bytes that are made when there is no file of that name. */
export type FileContent =
  | Uint8Array
  | { readonly copyOf: string }
  | { readonly makeOnce: () => Promise<Uint8Array> };

export interface PlacedFile {
  readonly path: string;
  readonly bytes: number;
}

/**
 * Lambda runs the code as a user that does not own it, so a zip from a machine whose umask keeps others out would not
 * start. https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html
 */
const READABLE_BY_ALL = 0o644;

/**
 * Makes a directory hold exactly the planned files. Each file appears whole, by rename, in the planned order;
 * readable by everybody; one that is already as it should be is left alone. So builds of the same sources may run at once, beside
 * processes that have the files open: each sees whole files, and nothing is ever missing in between.
 */
export async function placeFiles(directory: string, plan: readonly PlannedFile[]): Promise<PlacedFile[]> {
  await mkdir(directory, { recursive: true });
  const scratch = await mkdtemp(join(dirname(directory), '.placing-'));
  try {
    const placed: PlacedFile[] = [];
    for (const file of plan) placed.push(await place(directory, join(scratch, 'file'), file));
    await removeOthers(directory, new Set(plan.map(({ path }) => path)));
    return placed;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function place(directory: string, scratch: string, file: PlannedFile): Promise<PlacedFile> {
  const target = join(directory, file.path);
  if (!(await isAsPlanned(target, file.content))) {
    await mkdir(dirname(target), { recursive: true });
    await write(scratch, file.content);
    await rename(scratch, target);
  }
  return { path: file.path, bytes: (await stat(target)).size };
}

async function write(path: string, content: FileContent): Promise<void> {
  if ('copyOf' in content) return linkOrCopy(content.copyOf, path);
  await writeFile(path, content instanceof Uint8Array ? content : await content.makeOnce());
  await chmod(path, READABLE_BY_ALL);
}

async function isAsPlanned(target: string, content: FileContent): Promise<boolean> {
  const found = await stat(target).catch(() => undefined);
  if (found === undefined || !isReadableByAll(found)) return false;
  if (content instanceof Uint8Array) {
    return found.size === content.byteLength && (await readFile(target)).equals(content);
  }
  if ('makeOnce' in content) return true;
  const source = await stat(content.copyOf);
  if (source.ino === found.ino && source.dev === found.dev) return true;
  return source.size === found.size && (await readFile(target)).equals(await readFile(content.copyOf));
}

/** A link takes no time and no space; it needs both on one file system, and has the mode of its source. */
async function linkOrCopy(source: string, target: string): Promise<void> {
  if (isReadableByAll(await stat(source))) return link(source, target).catch(() => copyFile(source, target));
  await copyFile(source, target);
  await chmod(target, READABLE_BY_ALL);
}

function isReadableByAll({ mode }: { readonly mode: number }): boolean {
  return (mode & 0o444) === 0o444;
}

async function removeOthers(directory: string, planned: ReadonlySet<string>): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const full = join(entry.parentPath, entry.name);
    const path = full.slice(directory.length + 1).replaceAll('\\', '/');
    if (!entry.isDirectory() && !planned.has(path)) await rm(full, { force: true });
  }
}
