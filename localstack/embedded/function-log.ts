import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

/** The file that takes what the function prints. */
export interface FunctionLog {
  readonly file: string;
  write(line: string): void;
  /** Resolves when all of it is in the file. */
  close(): Promise<void>;
}

/** Opens `<directory>/function.log` anew; the log of the run before is kept as function.log.1. */
export async function openFunctionLog(directory: string): Promise<FunctionLog> {
  const file = join(directory, 'function.log');
  await mkdir(directory, { recursive: true });
  await rename(file, `${file}.1`).catch(() => undefined);
  const stream = createWriteStream(file);
  return {
    file,
    write: (line) => void stream.write(`${line}\n`),
    async close() {
      stream.end();
      await finished(stream);
    },
  };
}
