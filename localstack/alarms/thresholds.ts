import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { ALARMS, type AlarmName, localAlarmsSchema } from '../../lib/contract/alarms.ts';
import { reasonOf, UserError } from '../../lib/contract/errors.ts';

/** Thresholds that somebody set, by name. */
export type Thresholds = Readonly<z.infer<typeof localAlarmsSchema>['thresholds']>;

const ALARMS_FILE = 'alarms.json';

/**
 * @throws UserError that names the file when it is there and cannot be read, or holds a threshold that the alarm
 * cannot have: a share of 50 would be an alarm that never rings
 */
export async function readThresholds(directory: string): Promise<Thresholds> {
  const file = join(directory, ALARMS_FILE);
  const { thresholds } = await readFileOf(file);
  for (const [name, threshold] of Object.entries(thresholds)) {
    const { from, to, unit } = ALARMS[name as AlarmName].range;
    if (threshold < from || threshold > to)
      throw new UserError(
        `${file} sets ${name} to ${threshold}: expected ${from} to ${to} (${unit}); mend or remove that entry`,
      );
  }
  return thresholds;
}

/** One that is not there sets nothing. */
async function readFileOf(file: string): Promise<z.infer<typeof localAlarmsSchema>> {
  try {
    return localAlarmsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return localAlarmsSchema.parse({});
    throw new UserError(`${file} cannot be read (${reasonOf(error)}); mend it, or remove it`, {
      cause: error,
    });
  }
}
