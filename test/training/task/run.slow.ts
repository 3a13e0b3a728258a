import { beforeAll, expect, test } from 'vitest';
import { readConfig } from '../../../bin/config.ts';
import { Reporter } from '../../../bin/terminal/terminal.ts';
import { trainRemotely } from '../../../bin/train/remote.ts';
import type { RemoteRuns, RunState } from '../../../bin/train/remote-runs.ts';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import { S3Store } from '../../../lib/registry/adapters/s3.ts';
import { readResult } from '../../../training/search/finalize.ts';
import { openStudy } from '../../../training/study/study.ts';
import { verifyStudy } from '../../../training/study/verify.ts';
import { type S3Server, s3Environment, startS3Server } from '../../support/s3-server.ts';
import { BUCKETS, type DeployedRun, deployedRun } from './support/deployed-run.ts';
import { execute } from './support/execution.ts';
import { LocalTasks } from './support/local-tasks.ts';
import { BAD_DAY, type Misfortunes } from './support/misfortunes.ts';
import { threeKinds } from './support/three-kinds.ts';

/** The deployed state machine from prepare to champion: its tasks are processes, S3 a stand-in, all else is as it is. */

let run: DeployedRun;
let s3: S3Server;
beforeAll(async () => {
  run = deployedRun();
  s3 = await startS3Server({ buckets: Object.values(BUCKETS) });
  Object.assign(process.env, s3Environment(s3.endpoint));
  await data.create('datasets/wine-quality/wines.csv', new TextEncoder().encode(threeKinds(240)));
  return () => s3.close();
}, 60_000);

const data = new S3Store({ bucket: BUCKETS.data, prefix: '' });
const registry = new S3Store({ bucket: BUCKETS.registry, prefix: '' });

/** What the state machine makes of the model and the time. */
const STUDY = 'wine-quality-20261121-0330';

function input(more: Readonly<Record<string, unknown>>) {
  const { families: _, ...daily } = run.dailyInput;
  return { ...daily, trials: 12, workers: 3, families: ['logistic', 'svm', 'forest'], folds: 3, ...more };
}

function tasks(misfortunes: Misfortunes): LocalTasks {
  return new LocalTasks({ misfortunes, environments: run.environments, s3: s3Environment(s3.endpoint) });
}

/** A third worker dies twice, and then there is no place for it until the state machine gives it up. */
const FAILING = {
  ...BAD_DAY,
  'worker 3': ['crash', 'crash', ...Array<'no-capacity'>(13).fill('no-capacity')],
} as const;

test('a worker that fails, one that Spot takes and one that never lives do not keep a run from its champion', async () => {
  const local = tasks(FAILING);
  const end = await execute(run.definition, input({ scheduledTime: '2026-11-21T03:30:00Z' }), local);
  const context = local.log.map(({ task, text }) => `${task}: ${text}`).join('\n');
  expect(end, context).toEqual({ status: 'SUCCEEDED' });

  const result = await readResult(data, STUDY);
  expect(result?.trials).toMatchObject({ failed: 0 });
  expect(result!.trials.complete + result!.trials.pruned).toBe(12);
  expect(result?.champion).toMatchObject({ moved: true, version: 1 });
  const alias = await registry.get('models/wine-quality/aliases/champion.json');
  expect(alias).toBeDefined();

  expect(local.exits).toContain('worker 1: 137');
  expect(local.exits).toContain('worker 2: 143');
  expect(local.exits.filter((exit) => /^worker [12]: 0$/.test(exit)).toSorted()).toEqual([
    'worker 1: 0',
    'worker 2: 0',
  ]);
  expect(local.exits.filter((exit) => exit.startsWith('worker 3'))).toEqual([
    'worker 3: 137',
    'worker 3: 137',
  ]);
  expect(local.log.some(({ task, text }) => task === 'worker 2' && /handed back/.test(text))).toBe(true);
  expect(local.messages.map(({ Subject }) => Subject)).toEqual(['Training ended']);

  const verified = await verifyStudy(await openStudy(data, STUDY));
  expect(verified).toMatchObject({ problems: [] });
}, 180_000);

/** Runs as Step Functions has them, of the definition in the interpreter. */
function runsOf(local: LocalTasks): RemoteRuns {
  let state: RunState = { status: 'RUNNING', error: undefined, cause: undefined };
  return {
    find: async () => 'the state machine',
    machine: async (arn) => ({
      arn,
      studies: `s3://${BUCKETS.data}`,
      registry: `s3://${BUCKETS.registry}`,
      datasets: `s3://${BUCKETS.data}/datasets/`,
      log: '/aws/ecs/weir-prod-training',
    }),
    running: async () => undefined,
    async start(_machine, name, asked) {
      void execute(run.definition, JSON.parse(JSON.stringify(asked)), local).then(
        ({ status, error, cause }) => {
          state = { status, error, cause };
        },
      );
      return name;
    },
    state: async () => state,
  };
}

test('a run that is started again from the command line goes on with its study, and publishes nothing twice', async () => {
  const local = tasks({});
  const written: string[] = [];
  const output = { write: (text: string) => written.push(text) > 0, isTTY: false };
  const signal = new AbortController().signal;
  const cli = { stdout: output, stderr: output, config: readConfig({}), interruption: () => signal };
  const { result } = await trainRemotely({
    machine: { stage: 'prod' },
    input: input({ study: STUDY }),
    runs: runsOf(local),
    openStore,
    signal,
    report: new Reporter(cli, {}),
    now: new Date(),
    pollMs: 200,
  });
  expect(result.study).toBe(STUDY);
  expect(result.trials.complete + result.trials.pruned).toBe(12);
  expect(written.join('')).toMatch(/12 trials on AWS, 3 tasks/);
  expect(local.messages.map(({ Subject }) => Subject)).toEqual(['Training ended']);
  const versions = await Array.fromAsync(registry.list('models/wine-quality/versions/'));
  expect(versions).toHaveLength(1);
}, 120_000);

test('what cannot be asked for ends a run by a message that names it, before any study is made', async () => {
  const elsewhere = 's3://somebody-elses/wines.csv';
  for (const [wrong, said] of [
    [{ trails: 5 }, /trails/],
    [{ data: elsewhere }, /somebody-elses.* is not under s3:\/\/weir-data\/datasets\//],
  ] as const) {
    const local = tasks({});
    const end = await execute(run.definition, input({ study: 'wrong', ...wrong }), local);
    expect(end).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(new Set(local.exits)).toEqual(new Set(['prepare: 2']));
    expect(local.log.map(({ text }) => text).join('\n')).toMatch(said);
    expect(local.messages.map(({ Subject }) => Subject)).toEqual(['Training failed']);
  }
  expect(await Array.fromAsync(data.list('studies/wrong/'))).toEqual([]);
}, 180_000);
