import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { reasonOf, UserError } from '../../lib/contract/errors.ts';

/** The file that takes what the function prints. */
export interface FunctionLog {
  readonly file: string;
  write(line: string): void;
  /** Resolves when all of it is in the file. */
  close(): Promise<void>;
}

/**
 * Opens `<directory>/function.log` anew; the log of the run before is kept as function.log.1.
 * @param onFailure is told once when the file takes no more (a full disk, say); the function goes on without it
 * @throws UserError when the file cannot be written
 */
export async function openFunctionLog(
  directory: string,
  onFailure: (reason: string) => void = () => undefined,
): Promise<FunctionLog> {
  const file = join(directory, 'function.log');
  try {
    await mkdir(directory, { recursive: true });
    await rename(file, `${file}.1`).catch(() => undefined);
    const handle = await open(file, 'w');
    return { file, ...lineWriter(handle.createWriteStream(), onFailure) };
  } catch (error) {
    throw new UserError(
      `the function's log cannot be written to ${file} (${reasonOf(error)}); expected a file in a directory that may be written: mend that, or choose another state directory with WEIR_HOME`,
      { cause: error },
    );
  }
}

/** Writes lines to a stream until it fails. */
export function lineWriter(
  stream: Writable,
  onFailure: (reason: string) => void,
): Pick<FunctionLog, 'write' | 'close'> {
  let failed = false;
  stream.on('error', (error) => {
    if (!failed) onFailure(reasonOf(error));
    failed = true;
  });
  return {
    write: (line) => void (failed || stream.write(`${line}\n`)),
    async close() {
      if (failed) return;
      stream.end();
      // What goes wrong here the listener above has told.
      await finished(stream).catch(() => undefined);
    },
  };
}
