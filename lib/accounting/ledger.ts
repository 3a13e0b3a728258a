import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { reasonOf, UserError } from '../contract/errors.ts';
import { type LedgerEntry, ledgerEntrySchema } from './ledger-entry.ts';

/**
 * A producer's ledger: JSON Lines, appended and forced to the disk before a record counts as acknowledged. What a
 * producer that was killed had not yet forced is not in it, or is a last line without its end, which nobody counts.
 */
export interface Ledger {
  /** Resolves once the entries are on the disk; calls that overlap share one fsync. Rejects like a full disk does. */
  append(entries: readonly LedgerEntry[]): Promise<void>;
  /** Resolves once everything appended is on the disk. */
  close(): Promise<void>;
}

const NEWLINE = 0x0a;

/**
 * Opens a ledger to be appended to, new or old. A torn last line is cut off first, or it would spoil the next one.
 * @throws UserError when the file cannot be written
 */
export async function openLedger(file: string): Promise<Ledger> {
  try {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(file, 'a+');
    await handle.truncate(await wholeBytes(handle));
    return new FileLedger(handle);
  } catch (error) {
    throw new UserError(
      `the ledger ${file} cannot be written (${reasonOf(error)}); expected a file in a directory that may be written`,
      { cause: error },
    );
  }
}

class FileLedger implements Ledger {
  readonly #handle: FileHandle;
  #pending = '';
  /** Writes what is pending by the time that it starts. */
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  append(entries: readonly LedgerEntry[]): Promise<void> {
    for (const entry of entries) this.#pending += `${JSON.stringify(entry)}\n`;
    this.#next ??= this.#last.then(() => this.#flush());
    return this.#next;
  }

  async close(): Promise<void> {
    await this.#next;
    await this.#last;
    await this.#handle.close();
  }

  /** After a failure every later append fails as well: nobody knows what the file ends with. */
  #flush(): Promise<void> {
    const lines = this.#pending;
    this.#pending = '';
    this.#next = undefined;
    this.#last = this.#handle.appendFile(lines).then(() => this.#handle.sync());
    return this.#last;
  }
}

/** How much of the file is whole lines. */
async function wholeBytes(handle: FileHandle): Promise<number> {
  const block = Buffer.alloc(64 * 1024);
  for (let end = (await handle.stat()).size; end > 0; ) {
    const start = Math.max(0, end - block.length);
    const { bytesRead } = await handle.read(block, 0, end - start, start);
    const newline = block.subarray(0, bytesRead).lastIndexOf(NEWLINE);
    if (newline >= 0) return start + newline + 1;
    end = start;
  }
  return 0;
}

/**
 * Reads a ledger, some entries at a time, in the order in which they were appended. A last line without its end
 * was never acknowledged and is passed over.
 * @throws UserError when the file cannot be read, or with the line that is no entry
 */
export async function* readLedger(file: string): AsyncGenerator<readonly LedgerEntry[]> {
  let rest = '';
  let read = 0;
  try {
    for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1024 * 1024 })) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      yield lines.map((line, index) => parseLine(line, `${file}, line ${read + index + 1}`));
      read += lines.length;
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `the ledger ${file} cannot be read (${reasonOf(error)}); expected the file that the producer wrote`,
      { cause: error },
    );
  }
}

function parseLine(line: string, place: string): LedgerEntry {
  const parsed = ledgerEntrySchema.safeParse(jsonOf(line));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue!.path.length === 0 ? '' : `${issue!.path.join('.')}: `;
  throw new UserError(
    `${place} is no ledger entry (${where}${issue!.message}); expected {"streamName", "shardId", "sequenceNumber", "partitionKey", …} as the producer wrote it`,
  );
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
