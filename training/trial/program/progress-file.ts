import { open } from 'node:fs/promises';
import { z } from 'zod';

/** A line of progress.jsonl; any other keys are the program's own. */
const lineSchema = z.looseObject({ iteration: z.int().positive().optional(), loss: z.number().optional() });
export type ProgressStep = Readonly<z.infer<typeof lineSchema>>;

/** Follows a file of JSON lines that a program appends to. */
export class ProgressFile {
  readonly #path: string;
  #read = 0;
  #rest = '';

  constructor(path: string) {
    this.#path = path;
  }

  /** The whole lines since the last look; a line that is no JSON object says only that the program is alive. */
  async look(): Promise<ProgressStep[]> {
    const lines = `${this.#rest}${await this.#append()}`.split('\n');
    this.#rest = lines.pop()!;
    return lines.filter((line) => line.trim() !== '').map(stepOf);
  }

  async #append(): Promise<string> {
    const file = await open(this.#path).catch(() => undefined);
    if (file === undefined) return '';
    try {
      const { size } = await file.stat();
      const bytes = Buffer.alloc(Math.max(0, size - this.#read));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, this.#read);
      this.#read += bytesRead;
      return bytes.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  }
}

function stepOf(line: string): ProgressStep {
  try {
    return lineSchema.safeParse(JSON.parse(line)).data ?? {};
  } catch {
    return {};
  }
}
