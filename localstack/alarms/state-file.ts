import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type AlarmStatesFile, alarmStatesFileSchema } from '../../lib/contract/alarms.ts';
import { reasonOf, UserError } from '../../lib/contract/errors.ts';

/** A writer that is silent for longer runs no more: it writes every ten seconds. */
const ALIVE_MS = 30_000;

/**
 * What a stack found last, as it is in the file of the model; undefined when there is none.
 *
 * @throws UserError that names the file when it is there and cannot be read
 */
export async function readStateFile(directory: string, model: string): Promise<AlarmStatesFile | undefined> {
  const file = fileOf(directory, model);
  try {
    return alarmStatesFileSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UserError(`${file} cannot be read (${reasonOf(error)}); mend it, or remove it`, {
      cause: error,
    });
  }
}

/** Replaces the file at once: who reads it finds the old or the new states, never a part. */
export async function writeStateFile(directory: string, states: AlarmStatesFile): Promise<void> {
  const file = fileOf(directory, states.model);
  const scratch = `${file}.${process.pid}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(scratch, `${JSON.stringify(states, undefined, 2)}\n`);
  await rename(scratch, file);
}

/** Does nothing when there is none. */
export function removeStateFile(directory: string, model: string): Promise<void> {
  return rm(fileOf(directory, model), { force: true });
}

/** Whether the stack that wrote it still runs. A time ahead of now is of a clock that was set back since. */
export function isAlive({ aliveAt }: AlarmStatesFile, now: Date): boolean {
  return Math.abs(now.getTime() - Date.parse(aliveAt)) <= ALIVE_MS;
}

function fileOf(directory: string, model: string): string {
  return join(directory, 'alarm-states', `${model}.json`);
}
