import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sha256Of } from './table.ts';

/** A file of the web whose content is known beforehand. */
export interface KnownFile {
  readonly url: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** The download did not take place or gave something else: a reason to do without, not a person's mistake. */
export class DownloadFailed extends Error {
  override readonly name = 'DownloadFailed';
}

/**
 * @param timeoutMs from the first look-up of the name to the last byte
 * @throws DownloadFailed when the file cannot be had in time, or is not the known one
 */
export async function download(file: KnownFile, timeoutMs: number): Promise<Uint8Array> {
  const bytes = await get(file, timeoutMs);
  const sha256 = sha256Of(bytes);
  if (sha256 !== file.sha256) {
    throw new DownloadFailed(
      `${file.url} gave ${bytes.length} bytes with SHA-256 ${sha256}; expected ${file.sha256}`,
    );
  }
  return bytes;
}

async function get({ url, bytes }: KnownFile, timeoutMs: number): Promise<Uint8Array> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok || response.body === null) throw new Error(`HTTP status ${response.status}`);
    return await readAtMost(response.body, bytes);
  } catch (cause) {
    throw new DownloadFailed(`${url} cannot be downloaded: ${rootOf(cause)}`, { cause });
  }
}

/** A page in place of the file, as captive portals send, may be of any length: the surplus is not read. */
async function readAtMost(body: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > limit) throw new Error(`more than the expected ${limit} bytes came`);
  }
  return Buffer.concat(chunks);
}

/** fetch says "fetch failed" and keeps the reason in its cause. */
function rootOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  return thrown.cause instanceof Error ? rootOf(thrown.cause) : thrown.message;
}

/** Writes a file that appears whole or not at all: other processes may be reading the cache. */
export async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const unfinished = `${path}.${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(unfinished, bytes);
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw cause;
  }
}
