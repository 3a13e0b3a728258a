import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import type { Readable } from 'node:stream';
import { UserError } from '../../lib/contract/errors.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import { parseCsv } from '../../training/data/csv.ts';
import { readText, unreadable } from './files.ts';
import { type Layout, layoutOf, plainLayout } from './layout.ts';
import { readLines } from './lines.ts';
import { linesToSend, type Outgoing, rawToSend, rowsToSend } from './outgoing.ts';

export type Format = 'csv' | 'jsonl';

export interface OutgoingRequest {
  /** A path, or - for standard input. */
  readonly file: string;
  /** Default: by the ending of the file's name. */
  readonly format: Format | undefined;
  readonly raw: boolean;
  /** The key for the CSV columns; undefined: ask `signature`. */
  readonly featuresKey: string | undefined;
  readonly carry: readonly string[];
  /** The column or key whose value is the partition key. */
  readonly partitionKey: string | undefined;
  /** The signature of the model whose records these are; called for CSV files only. */
  readonly signature: () => Promise<Signature>;
}

export interface OpenedFile {
  readonly items: Iterable<Outgoing> | AsyncIterable<Outgoing>;
  /** How many items there are, where that is known. */
  readonly total: number | undefined;
  /** Columns of a CSV file that no record takes. */
  readonly unused: readonly string[];
  /** Lets go of the file: a pipe that is still open would keep the process. */
  close(): void;
}

/** Opens a file of records to send. A CSV file is read whole, JSON Lines as they are sent. */
export async function openOutgoing(request: OutgoingRequest): Promise<OpenedFile> {
  const format = request.format ?? formatOf(request.file);
  if (format === 'csv' && !request.raw) return openCsv(request);
  const bytes = await bytesOf(request.file);
  const lines = readLines(bytes);
  const items = request.raw ? rawToSend(lines) : linesToSend(lines, request.partitionKey);
  return { items, total: undefined, unused: [], close: () => bytes.destroy() };
}

async function openCsv(request: OutgoingRequest): Promise<OpenedFile> {
  const { file, partitionKey } = request;
  const table = parseCsv(await readText(file), { source: file });
  const layout = await chooseLayout(request, table.columns);
  if (partitionKey !== undefined && !table.columns.includes(partitionKey)) {
    throw new UserError(
      `--partition-key names "${partitionKey}"; ${file} has the columns ${table.columns.join(', ')}`,
    );
  }
  const items = rowsToSend(table, layout, partitionKey);
  return { items, total: table.rows.length, unused: layout.unused, close: () => undefined };
}

async function chooseLayout(request: OutgoingRequest, columns: readonly string[]): Promise<Layout> {
  const { featuresKey, carry, file, signature } = request;
  if (featuresKey !== undefined) return plainLayout(featuresKey, carry, columns);
  if (carry.length > 0) {
    throw new UserError(
      '--carry goes with --features-key; without it, the signature of the model says which columns are carried',
    );
  }
  return layoutOf(await signature(), columns, file);
}

function formatOf(file: string): Format {
  if (file === '-') return 'jsonl';
  const ending = extname(file).toLowerCase();
  if (['.csv', '.tsv'].includes(ending)) return 'csv';
  if (['.jsonl', '.ndjson', '.json'].includes(ending)) return 'jsonl';
  throw new UserError(
    `the name of ${file} does not say what it holds; expected .csv or .jsonl: add --format csv or --format jsonl`,
  );
}

/** Opened before anything is sent, so that a wrong path is a mistake at once. */
async function bytesOf(file: string): Promise<Readable> {
  if (file === '-') return process.stdin;
  const stream = createReadStream(file);
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve());
    stream.once('error', (error: NodeJS.ErrnoException) => reject(unreadable(file, error)));
  });
  return stream;
}
