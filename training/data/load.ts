import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DATA_ENV } from '../../lib/contract/environment.ts';
import { reasonOf, UserError } from '../../lib/contract/errors.ts';
import { DownloadFailed, download, type KnownFile, writeAtomically } from './download.ts';
import { checkWithin, isObject, type ObjectSource, readDataObject } from './object.ts';
import { SYNTHETIC_SOURCE, syntheticWineCsv } from './synthetic-wine.ts';
import { readTable, sha256Of, type Table } from './table.ts';
import { WINE } from './wine.ts';

/** Where to find the data; by itself it looks for the white-wine set. */
export interface LoadOptions extends ObjectSource {
  /** A CSV file or s3://bucket/key, as `--data` names it. It is read or complained about, never replaced. */
  readonly data?: string | undefined;
  /** The same from the environment (WEIR_DATA); goes after `data`. */
  readonly environmentData?: string | undefined;
  /** Where a downloaded file is kept. Default: .weir/cache in the working directory. */
  readonly cacheDirectory?: string | undefined;
  /** For the whole download. Default: 10,000. */
  readonly downloadTimeoutMs?: number | undefined;
  /** What to download, and what it must hash to. Default: the white-wine data from the UCI archive. */
  readonly known?: KnownFile | undefined;
}

export const DEFAULT_CACHE_DIRECTORY = join('.weir', 'cache');
export const DOWNLOAD_TIMEOUT_MS = 10_000;

/** What is told on the way: which file, why not another one. */
export type Tell = (message: string) => void;

/**
 * Loads `data`, else what the environment names, else the wine data from the cache, else from its archive, else a
 * synthetic set of the same shape, which `Table.synthetic` and a message say.
 * @throws UserError when a named file is missing, unreadable or not a CSV table
 */
export async function loadTable(options: LoadOptions = {}, tell: Tell = () => {}): Promise<Table> {
  if (options.data !== undefined) return loadNamed(options.data, '--data', options);
  if (options.environmentData) return loadNamed(options.environmentData, DATA_ENV, options);
  return loadWine(options, tell);
}

async function loadNamed(path: string, namedBy: string, options: LoadOptions): Promise<Table> {
  if (options.dataPrefix !== undefined) checkWithin(path, options.dataPrefix);
  if (isObject(path)) {
    const { bytes, lastModified } = await readDataObject(path, options);
    return { ...readTable(bytes, path), modifiedAt: lastModified };
  }
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new UserError(`${namedBy} names ${path}, which cannot be read: ${reasonOf(cause)}`, { cause });
  });
  return { ...readTable(bytes, basename(path)), modifiedAt: (await stat(path)).mtime };
}

/** The white-wine data from the cache, else the archive, else its synthetic stand-in. */
export async function loadWine(options: LoadOptions = {}, tell: Tell = () => {}): Promise<Table> {
  const known = options.known ?? WINE;
  const cached = join(options.cacheDirectory ?? DEFAULT_CACHE_DIRECTORY, WINE.fileName);
  const bytes = (await readCached(cached, known, tell)) ?? (await fetchInto(cached, known, options, tell));
  if (bytes === undefined) return syntheticWine();
  const kept = await stat(cached).catch(() => undefined);
  return { ...readTable(bytes, WINE.fileName), modifiedAt: kept?.mtime };
}

/** The made-up set; the same digest every time. */
export function syntheticWine(): Table {
  return readTable(syntheticWineCsv(), SYNTHETIC_SOURCE, true);
}

async function readCached(path: string, known: KnownFile, tell: Tell): Promise<Uint8Array | undefined> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined || sha256Of(bytes) === known.sha256) return bytes;
  tell(`${path} is not the file it should be (its SHA-256 differs); downloading it again`);
  return undefined;
}

async function fetchInto(
  path: string,
  known: KnownFile,
  options: LoadOptions,
  tell: Tell,
): Promise<Uint8Array | undefined> {
  tell(`downloading the white-wine data from ${new URL(known.url).host}`);
  try {
    const bytes = await download(known, options.downloadTimeoutMs ?? DOWNLOAD_TIMEOUT_MS);
    await writeAtomically(path, bytes).catch((cause: unknown) => {
      tell(`the download cannot be kept for next time: ${reasonOf(cause)}`);
    });
    return bytes;
  } catch (thrown) {
    if (!(thrown instanceof DownloadFailed)) throw thrown;
    tell(
      `${thrown.message}. Training on SYNTHETIC data instead: made-up rows of the same shape, whose metrics say ` +
        `nothing about wine. For the true data name a copy with --data or ${DATA_ENV}`,
    );
    return undefined;
  }
}
