import { expect, test } from 'vitest';
import { readConfig } from '../../../bin/config.ts';
import { explain } from '../../../bin/terminal/faults.ts';
import { Reporter } from '../../../bin/terminal/terminal.ts';
import { trainRemotely } from '../../../bin/train/remote.ts';
import type { RemoteRuns, RunState } from '../../../bin/train/remote-runs.ts';
import { UserError } from '../../../lib/contract/errors.ts';
import { DirectoryStore } from '../../../lib/registry/adapters/directory.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const ARN = 'arn:aws:states:us-east-1:111122223333:stateMachine:weir-dev-training';
const STOPPED = '{"Containers":[{"ExitCode":2}],"StoppedReason":"Essential container in task exited"}';

const INPUT = {
  study: 'tuesday',
  model: 'wine-quality',
  data: 's3://weir-data/datasets/wines.csv',
  trials: 5,
  workers: 2,
};

class ScriptedRuns implements RemoteRuns {
  readonly started: { readonly name: string; readonly input: unknown }[] = [];
  /** Names of executions that go on. */
  going: readonly string[] = [];
  readonly #states: (RunState | Error)[];

  constructor(...states: readonly (RunState | Error)[]) {
    this.#states = [...states];
  }

  machine = async (arn: string) => ({
    arn,
    studies: 's3://weir-data',
    registry: 's3://weir-registry',
    datasets: 's3://weir-data/datasets/',
    log: '/aws/ecs/weir-dev-training',
  });
  find = async () => ARN;
  running = async (_machine: unknown, isCalledSo: (name: string) => boolean) => {
    const found = this.going.find(isCalledSo);
    return found && executionArn(found);
  };
  start = async (_machine: unknown, name: string, input: unknown) => {
    this.started.push({ name, input });
    return executionArn(name);
  };
  state = async () => {
    const state = this.#states.length > 1 ? this.#states.shift()! : this.#states[0]!;
    if (state instanceof Error) throw state;
    return state;
  };
}

function executionArn(name: string): string {
  return `${ARN.replace('stateMachine', 'execution')}:${name}`;
}

const RUNNING: RunState = { status: 'RUNNING', error: undefined, cause: undefined };

async function train(runs: RemoteRuns, more: Readonly<Record<string, unknown>> = {}, signal?: AbortSignal) {
  const directory = await temporaryDirectory();
  const said: string[] = [];
  const output = { write: (text: string) => said.push(text) > 0, isTTY: false };
  const cli = {
    stdout: output,
    stderr: output,
    config: readConfig({}),
    interruption: () => new AbortController().signal,
  };
  const result = trainRemotely({
    machine: { stage: 'dev' },
    input: { ...INPUT, ...more },
    runs,
    openStore: () => new DirectoryStore(directory),
    signal: signal ?? new AbortController().signal,
    report: new Reporter(cli, {}),
    now: new Date('2026-11-21T15:42:05Z'),
    pollMs: 1,
  });
  const outcome = await result.catch((error: unknown) => error);
  return { outcome, said: said.join('') };
}

test('data outside the prefix of the stage, and an input with a mistake, start nothing', async () => {
  const runs = new ScriptedRuns(RUNNING);
  for (const [wrong, said] of [
    [{ data: 'wines.csv' }, /wines\.csv is not under s3:\/\/weir-data\/datasets\//],
    [{ data: 's3://weir-data/datasets/../studies/x.csv' }, /is not under/],
    [{ data: 's3://weir-data/datasets//wines.csv' }, /is not under/],
    [{ workers: 41 }, /workers/],
    [{ trails: 5 }, /trails/],
    [{ study: undefined }, /--study/],
  ] as const) {
    const { outcome } = await train(runs, wrong);
    expect(outcome).toBeInstanceOf(UserError);
    expect((outcome as Error).message).toMatch(said);
  }
  expect(runs.started).toEqual([]);
});

test('a run that fails says the reason of its task, and how the study goes on', async () => {
  const failed = { status: 'FAILED', error: 'States.TaskFailed', cause: STOPPED } as const;
  const { outcome } = await train(new ScriptedRuns(RUNNING, RUNNING, failed));
  expect(outcome).toBeInstanceOf(UserError);
  expect((outcome as Error).message).toMatch(/FAILED, Essential container in task exited \(exit code 2\)/);
  expect((outcome as Error).message).toMatch(/weir study show tuesday --studies s3:\/\/weir-data/);
  expect((outcome as Error).message).toMatch(/said: aws logs tail \/aws\/ecs\/weir-dev-training /);
});

test('a run of the study that goes on is looked on, and none is started beside it', async () => {
  const runs = new ScriptedRuns(RUNNING, { status: 'ABORTED', error: undefined, cause: undefined });
  runs.going = ['tuesday-evening-20261121090000', 'tuesday-20261121090000'];
  const { outcome, said } = await train(runs);
  expect(runs.started).toEqual([]);
  expect(said).toMatch(/a run of the study tuesday goes on[\s\S]*:tuesday-20261121090000\n/);
  expect((outcome as Error).message).toMatch(/ended as ABORTED/);
});

test('credentials that expire in the middle end the command and not the run, which it says', async () => {
  const expired = Object.assign(new Error('The security token included in the request is expired'), {
    name: 'ExpiredTokenException',
  });
  const { outcome, said } = await train(new ScriptedRuns(RUNNING, expired));
  expect(outcome).toBe(expired);
  expect(said).toMatch(/The run goes on without this command\. Look on with: weir study show tuesday/);
  expect(explain(expired, { stack: false })).toMatch(/credentials have expired or are none: sign in again/);
});

test('Ctrl-C leaves the run going, and says how to look on and how to stop it', async () => {
  const stop = new AbortController();
  const runs = new ScriptedRuns(RUNNING);
  setTimeout(() => stop.abort(new Error('interrupted')), 30);
  const { outcome, said } = await train(runs, {}, stop.signal);
  expect((outcome as Error).message).toBe('interrupted');
  expect(runs.started).toEqual([{ name: 'tuesday-20261121154205', input: INPUT }]);
  expect(said).toMatch(/weir study show tuesday/);
  expect(said).toMatch(/stop-execution --execution-arn arn:aws:states:us-east-1:111122223333:execution/);
});
