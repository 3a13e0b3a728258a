import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../../lib/contract/errors.ts';
import { TRIAL_FILES } from './trial-files.ts';

/** `result.json`: what a program says of its model. */
export const programResultSchema = z.strictObject({
  schema: z.literal(1),
  /** Hyperparameters to fit with again without validation rows, such as the iterations that were enough. */
  hyperparameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({}),
  /** What a person may want to know, such as the number of trees. */
  facts: z.record(z.string(), z.number()).default({}),
  /** Rows a run of the graph takes at most; null for all at once. */
  chunkRows: z.int().positive().nullable().default(null),
});
export type ProgramResult = Readonly<z.infer<typeof programResultSchema>>;

/** @throws UserError when the program wrote none, or none that can be read */
export async function readProgramResult(directory: string, family: string): Promise<ProgramResult> {
  const text = await readFile(join(directory, TRIAL_FILES.result), 'utf8').catch(() => undefined);
  if (text === undefined) throw new UserError(`${family} wrote no ${TRIAL_FILES.result}`);
  const parsed = programResultSchema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new UserError(
    `${family} wrote a ${TRIAL_FILES.result} that is none:\n${z.prettifyError(parsed.error)}`,
  );
}

/** @throws UserError when the program wrote none */
export async function readProgramModel(directory: string, family: string): Promise<Uint8Array> {
  const bytes = await readFile(join(directory, TRIAL_FILES.model)).catch(() => undefined);
  if (bytes !== undefined) return bytes;
  throw new UserError(`${family} wrote no ${TRIAL_FILES.model}`);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
