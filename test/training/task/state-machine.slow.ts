import { beforeAll, describe, expect, test } from 'vitest';
import { type Definition, type DeployedRun, deployedRun } from './support/deployed-run.ts';
import { type ExecutionEnd, execute, validate } from './support/execution.ts';
import { BAD_DAY } from './support/misfortunes.ts';
import { mutantsOf } from './support/mutants.ts';
import { type PretendedOptions, PretendedTasks } from './support/pretended-tasks.ts';

/** The synthesized state machine in an interpreter, over tasks that are pretended: what it does when they fail. */

let run: DeployedRun;
beforeAll(() => {
  run = deployedRun();
});

const NEVER = Array<'crash'>(100).fill('crash');
const ALWAYS_LATE = Array<'late'>(100).fill('late');

interface Played {
  readonly end: ExecutionEnd;
  readonly tasks: PretendedTasks;
}

async function play(definition: Definition, options: PretendedOptions): Promise<Played> {
  const tasks = new PretendedTasks(options);
  const input = { ...run.dailyInput, workers: 3, scheduledTime: '2026-11-21T03:30:00Z' };
  return { end: await execute(definition, input, tasks), tasks };
}

/** By which ECS says that it started nothing, for want of a place or for reasons of its own. */
const NOT_STARTED = [
  'AmazonECS.Unknown',
  'ECS.AmazonECSException',
  'ECS.ServerException',
  'ECS.ThrottlingException',
] as const;

/** What must hold of any run, by what happens in it. */
const SCENES: Readonly<Record<string, (definition: Definition) => Promise<void>>> = {
  'a bad day ends with a champion': async (definition) => {
    const { end, tasks } = await play(definition, { misfortunes: BAD_DAY, failedPublishes: 1 });
    expect(end).toEqual({ status: 'SUCCEEDED' });
    expect(tasks.finalized).toBe(true);
    expect([...tasks.worked].sort()).toEqual(['1', '2']);
    expect(tasks.messages.map(({ Subject }) => Subject)).toEqual(['Training ended']);
  },
  'a task that ECS does not start, whatever it calls it, is waited for longer than one that fails': async (
    definition,
  ) => {
    for (const error of NOT_STARTED) {
      const refused = (times: number) => Array<`refused: ${string}`>(times).fill(`refused: ${error}`);
      const misfortunes = { prepare: refused(5), 'worker 1': refused(12), finalize: refused(5) };
      const { end, tasks } = await play(definition, { misfortunes });
      expect(end).toEqual({ status: 'SUCCEEDED' });
      expect([...tasks.worked].sort()).toEqual(['1', '2', '3']);
    }
  },
  'a run that cannot be prepared is told and fails by its cause': async (definition) => {
    const { end, tasks } = await play(definition, { misfortunes: { prepare: NEVER }, failedPublishes: 1 });
    expect(end).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(tasks.messages.map(({ Subject }) => Subject)).toEqual(['Training failed']);
    expect(tasks.messages[0]!.Message).toContain('Essential container in task exited');
  },
  'a run that cannot be ended is told and fails by its cause': async (definition) => {
    const { end, tasks } = await play(definition, { misfortunes: { finalize: NEVER } });
    expect(end).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(tasks.messages.map(({ Subject }) => Subject)).toEqual(['Training failed']);
  },
  'a run that fails without a cause is told all the same': async (definition) => {
    const { end, tasks } = await play(definition, { misfortunes: { prepare: ALWAYS_LATE } });
    expect(end).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(tasks.messages.map(({ Subject }) => Subject)).toEqual(['Training failed']);
    expect(tasks.messages[0]!.Message).toMatch(/failed: States\.Timeout\..*Cause: none was given$/);
  },
  'a run whose end cannot be told has ended all the same': async (definition) => {
    const { end, tasks } = await play(definition, { misfortunes: {}, failedPublishes: 100 });
    expect(end).toEqual({ status: 'SUCCEEDED' });
    expect(tasks.finalized).toBe(true);
  },
  'a run whose failure cannot be told fails by its own cause': async (definition) => {
    const { end } = await play(definition, { misfortunes: { prepare: NEVER }, failedPublishes: 100 });
    expect(end).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
  },
};

describe('the deployed definition', () => {
  test('is valid', () => validate(run.definition));

  for (const [name, scene] of Object.entries(SCENES)) test(name, () => scene(run.definition));

  test('a run without a single worker is told and fails: too few trials finished', async () => {
    const misfortunes = { 'worker 1': NEVER, 'worker 2': NEVER, 'worker 3': NEVER };
    const { end, tasks } = await play(run.definition, { misfortunes });
    expect(end.status).toBe('FAILED');
    expect(tasks.finalized).toBe(false);
    expect(tasks.messages.map(({ Subject }) => Subject)).toEqual(['Training failed']);
  });

  test('the study of a scheduled run is named by its time, that of another as it is asked for', async () => {
    const named = async (more: Readonly<Record<string, unknown>>) => {
      const tasks = new PretendedTasks({ misfortunes: {} });
      const end = await execute(run.definition, { ...run.dailyInput, ...more }, tasks);
      return [end.status, tasks.prepared];
    };
    const time = { scheduledTime: '2026-11-21T03:30:00Z' };
    expect(await named(time)).toEqual(['SUCCEEDED', 'wine-quality-20261121-0330']);
    expect(await named({ ...time, study: 'mine' })).toEqual(['SUCCEEDED', 'mine']);
    expect(await named({})).toEqual(['FAILED', undefined]);
  });
});

test('every Retry, every Catch and every error in them is needed: without it a scene fails', async () => {
  const mutants = mutantsOf(run.definition);
  expect(mutants.length).toBeGreaterThanOrEqual(24);
  const survivors: string[] = [];
  for (const { name, definition } of mutants) {
    const outcomes = await Promise.allSettled(Object.values(SCENES).map((scene) => scene(definition)));
    if (outcomes.every(({ status }) => status === 'fulfilled')) survivors.push(name);
  }
  expect(survivors).toEqual([]);
});
