import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import {
  ALARMS,
  type AlarmName,
  type AlarmStates,
  alarmStatesSchema,
  localAlarmsSchema,
} from '../../lib/contract/alarms.ts';
import { reasonOf, UserError } from '../../lib/contract/errors.ts';

/** Thresholds that somebody set, by name. */
export type Thresholds = Readonly<z.infer<typeof localAlarmsSchema>['thresholds']>;

const ALARMS_FILE = 'alarms.json';
const STATES_FILE = 'alarm-states.json';

/**
 * @throws UserError that names the file when it is there and cannot be read, or holds a threshold that the alarm
 * cannot have: a share of 50 would be an alarm that never rings
 */
export async function readThresholds(directory: string): Promise<Thresholds> {
  const file = join(directory, ALARMS_FILE);
  const { thresholds } = await readJson(file, localAlarmsSchema, {});
  for (const [name, threshold] of Object.entries(thresholds)) {
    const { from, to, unit } = ALARMS[name as AlarmName].range;
    if (threshold < from || threshold > to)
      throw new UserError(
        `${file} sets ${name} to ${threshold}: expected ${from} to ${to} (${unit}); mend or remove that entry`,
      );
  }
  return thresholds;
}

/** @throws UserError that names the file when it is there and cannot be read */
export function readStates(directory: string): Promise<AlarmStates> {
  return readJson(join(directory, STATES_FILE), alarmStatesSchema, {});
}

/** Replaces the file at once: who reads it finds the old or the new states, never a part. */
export async function writeStates(directory: string, states: AlarmStates): Promise<void> {
  const file = join(directory, STATES_FILE);
  const scratch = `${file}.${process.pid}`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(scratch, `${JSON.stringify(states, undefined, 2)}\n`);
  await rename(scratch, file);
}

/** @param empty what stands for a file that is not there, before its defaults are filled in */
async function readJson<T extends z.ZodType>(file: string, schema: T, empty: unknown): Promise<z.infer<T>> {
  try {
    return schema.parse(JSON.parse(await textOf(file, JSON.stringify(empty))));
  } catch (error) {
    throw new UserError(`${file} cannot be read (${reasonOf(error)}); mend it, or remove it`, {
      cause: error,
    });
  }
}

async function textOf(file: string, absent: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return absent;
    throw error;
  }
}
