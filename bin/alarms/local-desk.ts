import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ALARMS, type AlarmName, type AlarmStatesFile } from '../../lib/contract/alarms.ts';
import { UserError } from '../../lib/contract/errors.ts';
import { isAlive, readStateFile, writeStateFile } from '../../localstack/alarms/state-file.ts';
import { readThresholds } from '../../localstack/alarms/thresholds.ts';
import type { AlarmDesk, AlarmNow } from './alarm-desk.ts';
import { type KnownAlarm, LOCAL_ALARMS } from './catalogue.ts';

export interface LocalDeskOptions {
  /** The local state. */
  readonly home: string;
  /** Whose states; thresholds hold for all models of the home. */
  readonly model: string;
  /** When a test begins, and whether the stack still runs. */
  readonly now: () => Date;
}

/**
 * The alarms of the embedded stack, by the files in its home: what is set is read at each evaluation, and a state that
 * is a test is told of at the next one and taken back at the one after it.
 */
export function localDesk(options: LocalDeskOptions): AlarmDesk {
  const { home } = options;
  return {
    place: 'the local stack',
    known: LOCAL_ALARMS,
    list: () => listOf(options),
    isWatched: async () => (await runningStates(options)) !== undefined,
    async setThreshold({ name }, threshold) {
      const thresholds = await readThresholds(home);
      await writeThresholds(home, { ...thresholds, [name]: threshold });
      return thresholds[name as AlarmName] ?? ALARMS[name as AlarmName].threshold;
    },
    test: (alarm) => raise(options, alarm),
    recipients: async () => null,
    addMail: () => Promise.reject(noMail()),
    removeMail: () => Promise.reject(noMail()),
  };
}

/** Of the stack that runs: what one left behind that was cut off says nothing of now. */
async function runningStates({ home, model, now }: LocalDeskOptions): Promise<AlarmStatesFile | undefined> {
  const file = await readStateFile(home, model);
  return file !== undefined && isAlive(file, now()) ? file : undefined;
}

async function listOf(options: LocalDeskOptions): Promise<readonly AlarmNow[]> {
  const [thresholds, running] = await Promise.all([readThresholds(options.home), runningStates(options)]);
  const states = running?.alarms ?? {};
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

async function raise(options: LocalDeskOptions, { name }: KnownAlarm): Promise<void> {
  const { home, model, now } = options;
  const running = await runningStates(options);
  if (running === undefined)
    throw new UserError(
      `no stack runs here that evaluates the alarms of ${model} (looked in ${home}): run "weir up" without --no-console, then test again, say whose alarms with --model, or name a stage on AWS with --stage`,
    );
  const { threshold = ALARMS[name as AlarmName].threshold } = running.alarms[name] ?? {};
  const raised = {
    state: 'alarm',
    since: now().toISOString(),
    value: null,
    threshold,
    isTest: true,
  } as const;
  await writeStateFile(home, { ...running, alarms: { ...running.alarms, [name]: raised } });
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
