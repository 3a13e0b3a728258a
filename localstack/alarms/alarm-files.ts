import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { type AlarmStates, alarmStatesSchema, localAlarmsSchema } from '../../lib/contract/alarms.ts';
import { reasonOf } from '../../lib/contract/errors.ts';

/** Thresholds that somebody set, by name. */
export type Thresholds = Readonly<z.infer<typeof localAlarmsSchema>['thresholds']>;

const ALARMS_FILE = 'alarms.json';
const STATES_FILE = 'alarm-states.json';

/** @throws Error that names the file when it is there and cannot be read */
export async function readThresholds(directory: string): Promise<Thresholds> {
  return (await readJson(join(directory, ALARMS_FILE), localAlarmsSchema, {})).thresholds;
}

/** @throws Error that names the file when it is there and cannot be read */
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
    throw new Error(`${file} cannot be read (${reasonOf(error)})`, { cause: error });
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
