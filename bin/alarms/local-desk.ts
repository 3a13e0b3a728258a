import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ALARMS, type AlarmName } from '../../lib/contract/alarms.ts';
import { UserError } from '../../lib/contract/errors.ts';
import { readStates, readThresholds, writeStates } from '../../localstack/alarms/alarm-files.ts';
import type { AlarmDesk, AlarmNow } from './alarm-desk.ts';
import { type KnownAlarm, LOCAL_ALARMS } from './catalogue.ts';

/**
 * The alarms of the embedded stack, by the files in its home: what is set is read at each evaluation, and a state that
 * is a test is told of at the next one and taken back at the one after it.
 *
 * @param now when a test begins
 */
export function localDesk(home: string, now: () => Date): AlarmDesk {
  return {
    place: 'the local stack',
    known: LOCAL_ALARMS,
    list: () => listOf(home),
    async setThreshold({ name }, threshold) {
      const thresholds = await readThresholds(home);
      await writeThresholds(home, { ...thresholds, [name]: threshold });
      return thresholds[name as AlarmName] ?? ALARMS[name as AlarmName].threshold;
    },
    test: (alarm) => raise(home, alarm, now()),
    recipients: async () => null,
    addMail: () => Promise.reject(noMail()),
    removeMail: () => Promise.reject(noMail()),
  };
}

async function listOf(home: string): Promise<readonly AlarmNow[]> {
  const [thresholds, states] = await Promise.all([readThresholds(home), readStates(home)]);
  return LOCAL_ALARMS.map(({ name }) => {
    const { threshold, comparison } = ALARMS[name as AlarmName];
    const state = states[name];
    return {
      ...{ name, comparison, deployed: threshold },
      state: state?.state ?? 'insufficient-data',
      since: state?.since ?? null,
      value: state?.value ?? null,
      isTest: state?.isTest ?? false,
      threshold: thresholds[name as AlarmName] ?? threshold,
    };
  });
}

async function raise(home: string, { name }: KnownAlarm, at: Date): Promise<void> {
  const states = await readStates(home);
  if (Object.keys(states).length === 0)
    throw new UserError(
      `${home} has no alarm states: nothing has evaluated alarms here; run "weir up", then test again, or name a stage on AWS with --stage`,
    );
  const { threshold = ALARMS[name as AlarmName].threshold } = states[name] ?? {};
  const raised = { state: 'alarm', since: at.toISOString(), value: null, threshold, isTest: true } as const;
  await writeStates(home, { ...states, [name]: raised });
}

/** Replaces the file at once. */
async function writeThresholds(home: string, thresholds: Readonly<Record<string, number>>): Promise<void> {
  await mkdir(home, { recursive: true });
  const file = join(home, 'alarms.json');
  const scratch = `${file}.${process.pid}`;
  await writeFile(scratch, `${JSON.stringify({ thresholds }, undefined, 2)}\n`);
  await rename(scratch, file);
}

function noMail(): UserError {
  return new UserError(
    'the local stack sends no mails: name a stage on AWS with --stage, or set the recipients of the Alertmanager that localstack/compose.yml starts',
  );
}
