import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ALARM_NAMES, alarmStatesFileSchema } from '../../../lib/contract/alarms.ts';
import { type AlarmChange, AlarmWatch } from '../../../localstack/alarms/alarm-watch.ts';
import { isAlive, writeStateFile } from '../../../localstack/alarms/state-file.ts';
import { MetricStore } from '../../../localstack/metrics/metric-store.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { ofDrift, ofFunction } from '../metrics/published.ts';

async function scene(directory?: string, model = 'wine-quality') {
  const home = directory ?? (await temporaryDirectory());
  const clock = { nowMs: Date.UTC(2026, 10, 21, 12) };
  const now = () => new Date(clock.nowMs);
  const store = new MetricStore({ now });
  const changes: AlarmChange[] = [];
  const troubles: string[] = [];
  const watch = new AlarmWatch({
    store,
    directory: home,
    model,
    now,
    onChange: (change) => changes.push(change),
    onTrouble: (reason) => troubles.push(reason),
  });
  const statesFile = join(home, 'alarm-states', `${model}.json`);
  const stored = async () => alarmStatesFileSchema.parse(JSON.parse(await readFile(statesFile, 'utf8')));
  return {
    changes,
    troubles,
    watch,
    statesFile,
    home,
    stored,
    storedStates: async () => (await stored()).alarms,
    traffic: (received: number, rejected: number) =>
      store.take(ofFunction({ RecordsReceived: received, RecordsRejected: rejected }, clock.nowMs)),
    setThreshold: (threshold: number) =>
      writeFile(join(home, 'alarms.json'), JSON.stringify({ thresholds: { 'error-rate': threshold } })),
    spoilThresholds: () => writeFile(join(home, 'alarms.json'), '{'),
    publishRun: () => store.take(ofDrift({ DriftRuns: 1 }, clock.nowMs)),
    async evaluateAfter(minutes: number) {
      clock.nowMs += minutes * 60_000;
      await watch.evaluate();
    },
  };
}

test('nothing wrong at first is nothing to tell, yet all states are in the file', async () => {
  const { changes, watch, storedStates } = await scene();
  await watch.evaluate();
  expect(changes).toEqual([]);
  expect(Object.keys(await storedStates())).toEqual(ALARM_NAMES);
});

test('an alarm is told when it goes on and when it goes off, once each, and the file follows', async () => {
  const { changes, watch, storedStates, traffic, evaluateAfter } = await scene();
  await watch.evaluate();
  traffic(10, 9);
  await evaluateAfter(1);
  const on = await storedStates();
  await evaluateAfter(1);
  await evaluateAfter(5);
  expect(changes.map(({ name, from, to, value }) => [name, from, to, value])).toEqual([
    ['error-rate', 'ok', 'alarm', 0.9],
    ['error-rate', 'alarm', 'ok', null],
  ]);
  expect(on['error-rate']).toEqual({
    state: 'alarm',
    since: '2026-11-21T12:01:00.000Z',
    value: 0.9,
    threshold: 0.5,
    isTest: false,
  });
  expect((await storedStates())['error-rate']?.state).toBe('ok');
});

test('a threshold that is set while it runs holds at the next evaluation', async () => {
  const { changes, watch, traffic, setThreshold } = await scene();
  traffic(10, 9);
  await setThreshold(0.95);
  await watch.evaluate();
  expect(changes).toEqual([]);
  await setThreshold(0.2);
  await watch.evaluate();
  expect(changes).toMatchObject([{ name: 'error-rate', to: 'alarm', threshold: 0.2 }]);
});

test('thresholds that cannot be read are told once, and the former ones hold', async () => {
  const { changes, troubles, watch, traffic, setThreshold, spoilThresholds } = await scene();
  await setThreshold(0.95);
  await watch.evaluate();
  traffic(10, 9);
  await spoilThresholds();
  await watch.evaluate();
  await watch.evaluate();
  expect(changes).toEqual([]);
  expect(troubles).toEqual([expect.stringContaining('alarms.json cannot be read')]);
});

test('two files that cannot be read are told once each, and again when they were mended between', async () => {
  const { troubles, watch, statesFile, setThreshold, spoilThresholds } = await scene();
  await watch.evaluate();
  await writeFile(statesFile, '{');
  await spoilThresholds();
  for (let turn = 0; turn < 3; turn++) await watch.evaluate();
  expect(troubles).toHaveLength(2);
  await setThreshold(0.5);
  await watch.evaluate();
  await spoilThresholds();
  await watch.evaluate();
  expect(troubles).toHaveLength(3);
});

test('a threshold that the alarm cannot have is told, and the former one holds', async () => {
  const { changes, troubles, watch, traffic, setThreshold } = await scene();
  await setThreshold(50);
  traffic(10, 9);
  await watch.evaluate();
  expect(changes).toMatchObject([{ name: 'error-rate', to: 'alarm', threshold: 0.5 }]);
  expect(troubles).toEqual([expect.stringContaining('error-rate to 50: expected 0.001 to 1 (share)')]);
});

test('that data come where there were none is no alarm that is over, yet it is in the file', async () => {
  const { changes, watch, storedStates, publishRun, evaluateAfter } = await scene();
  await watch.evaluate();
  const before = await storedStates();
  publishRun();
  await evaluateAfter(1);
  expect(changes).toEqual([]);
  expect(before['drift-job-missing']?.state).toBe('insufficient-data');
  expect((await storedStates())['drift-job-missing']?.state).toBe('ok');
});

test('states that could not be written are written as soon as they can be', async () => {
  const { watch, statesFile, storedStates, traffic, evaluateAfter } = await scene();
  await mkdir(join(statesFile, 'in the way'), { recursive: true });
  traffic(10, 9);
  await watch.evaluate();
  await rm(statesFile, { recursive: true });
  await evaluateAfter(0);
  expect((await storedStates())['error-rate']?.state).toBe('alarm');
});

test('a test alarm that another process wrote is told as such and gives way to the truth', async () => {
  const { changes, watch, statesFile, stored, storedStates, evaluateAfter } = await scene();
  await watch.evaluate();
  const states = await stored();
  const raised = {
    state: 'alarm',
    isTest: true,
    since: '2026-11-21T12:00:30.000Z',
    value: null,
    threshold: 0.5,
  };
  await writeFile(
    statesFile,
    JSON.stringify({ ...states, alarms: { ...states.alarms, 'error-rate': raised } }),
  );
  await evaluateAfter(1);
  const during = watch.states()['error-rate'];
  await evaluateAfter(1);
  await evaluateAfter(1);
  expect(changes.map(({ name, to, isTest }) => [name, to, isTest])).toEqual([
    ['error-rate', 'alarm', true],
    ['error-rate', 'ok', true],
  ]);
  expect(during).toEqual(raised);
  expect((await storedStates())['error-rate']).toMatchObject({ state: 'ok', isTest: false });
});

test('a state that the stack before left behind is no change of this one', async () => {
  const { changes, watch, home, evaluateAfter } = await scene();
  const left = {
    state: 'alarm' as const,
    isTest: true,
    since: '2026-11-21T11:00:00.000Z',
    value: null,
    threshold: 0.5,
  };
  await writeStateFile(home, {
    ...{ schema: 1, model: 'wine-quality', writer: randomUUID(), aliveAt: '2026-11-21T11:00:00.000Z' },
    alarms: { 'error-rate': left },
  });
  await watch.evaluate();
  await evaluateAfter(1);
  expect(changes).toEqual([]);
});

test('what a stack found goes with it', async () => {
  const { watch, stored, troubles } = await scene();
  await watch.evaluate();
  expect(isAlive(await stored(), new Date('2026-11-21T12:00:30Z'))).toBe(true);
  expect(isAlive(await stored(), new Date('2026-11-21T12:00:31Z'))).toBe(false);
  await watch.stop();
  await expect(stored()).rejects.toThrow('ENOENT');
  await watch.stop();
  expect(troubles).toEqual([]);
});

test('two stacks of one model and one home: the second says so, leaves the states alone, and takes over in time', async () => {
  const first = await scene();
  await first.watch.evaluate();
  const second = await scene(first.home);
  for (let turn = 0; turn < 2; turn++) await second.watch.evaluate();
  expect(second.troubles).toEqual([expect.stringContaining('another stack that serves wine-quality')]);
  const { writer } = await first.stored();
  await second.evaluateAfter(1);
  expect((await first.stored()).writer).not.toBe(writer);
  // The first one wakes up, and leaves to the second what is the second's now.
  await first.evaluateAfter(1);
  expect(first.troubles).toHaveLength(1);
  await first.watch.stop();
  expect((await second.stored()).writer).not.toBe(writer);
});

test('stacks of two models in one home do not touch the states of each other', async () => {
  const wine = await scene();
  const churn = await scene(wine.home, 'churn');
  wine.traffic(10, 9);
  await wine.watch.evaluate();
  await churn.watch.evaluate();
  await churn.watch.stop();
  expect((await wine.storedStates())['error-rate']?.state).toBe('alarm');
  expect([...wine.troubles, ...churn.troubles]).toEqual([]);
});

test('states that cannot be written do not end the watch', async () => {
  const file = join(await temporaryDirectory(), 'file');
  await writeFile(file, '');
  const { watch, traffic, changes, troubles } = await scene(file);
  traffic(10, 9);
  await watch.evaluate();
  expect(changes).toMatchObject([{ name: 'error-rate', to: 'alarm' }]);
  expect(troubles.length).toBeGreaterThan(0);
});
