import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { reasonOf, UserError } from '../../lib/contract/errors.ts';
import { type ProgramSpecification, programSchema } from '../../training/trial/program/specification.ts';

/** Reads `--trainer <name>=<file.json>`. @throws UserError for a file that is not there or says something else */
export async function readPrograms(
  files: Readonly<Record<string, string>>,
): Promise<Record<string, ProgramSpecification>> {
  const read = Object.entries(files).map(
    async ([name, path]) => [name, await readProgram(name, path)] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}

async function readProgram(name: string, path: string): Promise<ProgramSpecification> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UserError(`--trainer ${name}=${path}: the file cannot be read: ${reasonOf(cause)}`, { cause });
  });
  const parsed = programSchema.safeParse(jsonOf(text, path));
  if (parsed.success) return parsed.data;
  throw new UserError(
    `${path} describes no trainer:\n${z.prettifyError(parsed.error)}\nSee docs/trainers.md`,
  );
}

function jsonOf(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${path} is no JSON: ${reasonOf(cause)}`, { cause });
  }
}
