import { describe, expect, test } from 'vitest';
import { StoreError } from '../../../lib/registry/store-errors.ts';
import type { PruneRequest } from '../../../training/pruners/pruner.ts';
import { openStudy } from '../../../training/study/study.ts';
import { studyKeys } from '../../../training/study/study-keys.ts';
import { verifyStudy } from '../../../training/study/verify.ts';
import type { RunTrial } from '../../../training/study/worker.ts';
import { dropAnswers, faultyStore } from '../../lib/registry/support/faulty-store.ts';
import { numbered, sceneOf } from './support/scene.ts';

const never = new AbortController().signal;

describe('a worker', () => {
  test('runs trials until all that were asked for are finished, and says so', async () => {
    const { study, work } = await sceneOf();
    const { end, events } = await work(numbered);
    expect(end).toMatchObject({ why: 'ended', reason: 'all 4 trials are finished', finished: 4 });
    expect(events.map(({ kind }) => kind)).toEqual(Array(4).fill(['claimed', 'finished']).flat());
    expect((await study.trials()).map(({ value, worker }) => [value, worker])).toEqual(
      [0, 1, 2, 3].map((number) => [number, 'ann']),
    );
  });

  test.each<[string, RunTrial, string]>([
    ['throws', () => Promise.reject(new Error('out of memory')), 'out of memory'],
    ['has no finite objective', async () => ({ state: 'complete', value: Number.NaN, metrics: {} }), 'NaN'],
    ['tells a step twice', twice, 'step 1 was told after step 1'],
    ['tells a step beyond the last', (_, { report }) => report(6, 1).then(() => done), 'up to 5'],
    ['tells a value that is none', (_, { report }) => report(1, Infinity).then(() => done), 'Infinity'],
  ])('records a trial that %s as failed, and another takes its place', async (_, bad, reason) => {
    const { study, work } = await sceneOf();
    await work((trial, control) => (trial.number === 1 ? bad(trial, control) : numbered(trial, control)));
    const trials = await study.trials();
    expect(trials.map(({ state }) => state)).toEqual([
      'complete',
      'failed',
      'complete',
      'complete',
      'complete',
    ]);
    expect(trials[1]).toMatchObject({ value: null, reason: expect.stringContaining(reason) });
  });

  test('that is asked to stop hands its trial back at once, and the next goes on with the same parameters and seed', async () => {
    const { clock, study, work } = await sceneOf({ limits: { trials: 1 } });
    const stop = new AbortController();
    const hang: RunTrial = () => new Promise(() => stop.abort());
    const first = await work(hang, { signal: stop.signal });
    expect(first.end).toMatchObject({ why: 'stopped', finished: 0 });
    expect(first.events.at(-1)).toMatchObject({ kind: 'released', number: 0, epoch: 1 });
    const before = clock.now();
    const second = await work(numbered, { worker: 'bob' });
    expect(clock.now() - before).toBeLessThan(1_000);
    const claimed = [first, second].map(({ events }) => events.find(({ kind }) => kind === 'claimed'));
    const [mine, next] = claimed.map((event) => (event?.kind === 'claimed' ? event.trial : undefined));
    expect(next).toEqual({ ...mine, epoch: 2 });
    expect((await study.trials())[0]?.attempts).toMatchObject([
      { epoch: 1, worker: 'ann', released: true },
      { epoch: 2, worker: 'bob', released: false },
    ]);
  });

  test('that was silent for longer than its lease has lost its trial: heartbeat and result are refused', async () => {
    const { clock, store, study, work } = await sceneOf({ limits: { trials: 1 } });
    let isPaused = false;
    const pause = async () => {
      if (isPaused) await clock.sleep(30_000, never);
    };
    const paused = await openStudy(faultyStore(store, { before: pause }), 'wine');
    const sleeper: RunTrial = async (_, { signal }) => {
      isPaused = true;
      await clock.sleep(20_000, signal);
      isPaused = false;
      expect(signal.aborted).toBe(true);
      return { state: 'complete', value: 99, metrics: {} };
    };
    const first = work(sleeper, { study: paused });
    await clock.sleep(1_000, never);
    const [slept] = await Promise.all([first, work(numbered, { worker: 'bob' })]);
    expect(slept.events.find(({ kind }) => kind === 'lost')).toMatchObject({
      number: 0,
      epoch: 1,
      reason: expect.stringMatching(/refused: bob (has|ended) it in epoch 2/),
    });
    expect(slept.end.finished).toBe(0);
    expect(await study.trials()).toMatchObject([{ value: 0, worker: 'bob', epoch: 2 }]);
    expect((await verifyStudy(study)).problems).toEqual([]);
  });

  test('keeps a trial that takes many leases, as long as it gives signs of life', async () => {
    const { clock, study, work } = await sceneOf({ limits: { trials: 1 } });
    const slow: RunTrial = async (_, { signal }) => {
      await clock.sleep(60_000, signal);
      return { state: 'complete', value: 1, metrics: {} };
    };
    await Promise.all([work(slow), work(numbered, { worker: 'bob' })]);
    expect(await study.trials()).toMatchObject([{ worker: expect.any(String), epoch: 1 }]);
  });

  test('loses no trial to answers that are lost: it knows its own claims, heartbeats and results', async () => {
    const { clock, store, study, work } = await sceneOf({ limits: { trials: 2 } });
    const deaf = await openStudy(faultyStore(store, dropAnswers(1)), 'wine');
    const slow: RunTrial = async (trial, control) => {
      await clock.sleep(20_000, control.signal);
      return numbered(trial, control);
    };
    const { events } = await work(slow, { study: deaf });
    expect(events.map(({ kind }) => kind)).toEqual(['claimed', 'finished', 'claimed', 'finished']);
    expect(store.history(studyKeys('wine').heartbeat(0)).length).toBeGreaterThan(5);
    expect(await verifyStudy(study)).toMatchObject({ attempts: 2, problems: [] });
  });

  test('gives up a trial that three workers did not survive, and says which', async () => {
    const { study, work, store } = await sceneOf({ limits: { trials: 1 } });
    const dying: RunTrial = () => new Promise(() => undefined);
    for (const worker of ['ann', 'bob', 'cyd']) {
      const doomed = await dyingStudy(store);
      void work(dying, { worker, study: doomed.study });
      await doomed.died;
    }
    const { events } = await work(numbered, { worker: 'dan' });
    expect(events.map(({ kind }) => kind)).toContain('gave-up');
    expect((await study.trials())[0]).toMatchObject({
      state: 'failed',
      reason: 'it is not tried again: 3 workers went silent while they ran it (ann, bob, cyd)',
    });
    expect(await study.ended()).toMatchObject({ limit: 'trials' });
  });

  test('above the limit of workers looks for a lease long, and ends', async () => {
    const { clock, work } = await sceneOf({ limits: { trials: 4, workers: 1 } });
    const slow: RunTrial = async (trial, control) => {
      await clock.sleep(60_000, control.signal);
      return numbered(trial, control);
    };
    const first = work(slow);
    await clock.sleep(500, never);
    const second = await work(numbered, { worker: 'bob' });
    expect(second.end).toMatchObject({ why: 'surplus', reason: '1 workers are at work, as many as may be' });
    expect((await first).end.finished).toBe(4);
  });

  test('stops a trial that the pruner decides against, by the steps of all others', async () => {
    const asked: PruneRequest[] = [];
    const shouldPrune = (request: PruneRequest) => asked.push(request) > 0 && request.trial.number === 1;
    const pruners = () => ({ shouldPrune });
    const { clock, study, work } = await sceneOf(
      { pruner: { name: 'median' }, limits: { trials: 2 } },
      { pruners },
    );
    const stepwise: RunTrial = async ({ number }, { report, signal }) => {
      for (let step = 1; step <= 3; step++) {
        await clock.sleep(1_500, signal);
        if (!(await report(step, number + step))) return { state: 'pruned', reason: 'no hope', metrics: {} };
      }
      return { state: 'complete', value: number, metrics: {} };
    };
    await work(stepwise);
    expect(await study.trials()).toMatchObject([
      { state: 'complete', steps: [1, 2, 3].map((step) => ({ step, value: step })) },
      { state: 'pruned', reason: 'no hope', value: null, steps: [{ step: 1, value: 2 }] },
    ]);
    expect(asked.at(-1)).toMatchObject({
      ...{ study: 'wine', direction: 'maximize', maxStep: 5 },
      trial: { number: 1, steps: [{ step: 1, value: 2 }] },
      trials: [{ number: 0, state: 'complete', steps: [{}, {}, {}] }],
    });
  });

  test('waits for a store that is down for less than a lease, and loses nothing', async () => {
    const { clock, store, study, work } = await sceneOf({ limits: { trials: 2 } });
    let downUntil = 0;
    const reads = { ...faultyStore(store, {}), now: () => (clock.now() < downUntil ? down() : store.now()) };
    const flaky = await openStudy(reads, 'wine');
    const breaking: RunTrial = async (trial, control) => {
      downUntil = clock.now() + 3_000;
      return numbered(trial, control);
    };
    const { end, events } = await work(breaking, { study: flaky });
    expect(end.finished).toBe(2);
    expect(events.filter(({ kind }) => kind === 'fault')[0]).toMatchObject({ reason: 'the store is down' });
    expect((await verifyStudy(study)).problems).toEqual([]);
  });
});

const done = { state: 'complete', value: 1, metrics: {} } as const;

async function twice(...[, { report }]: Parameters<RunTrial>) {
  await report(1, 1);
  await report(1, 2);
  return done;
}

function down(): Promise<never> {
  return Promise.reject(new StoreError('the store is down'));
}

/** A way to the store that ends with the process: after its claim nothing is heard of the worker. */
async function dyingStudy(store: Parameters<typeof faultyStore>[0]) {
  const { promise: died, resolve } = Promise.withResolvers<void>();
  let isDead = false;
  const die = async ({ key }: { readonly key: string }) => {
    if (!isDead && key.includes('/claims/')) {
      isDead = true;
      resolve();
    }
    if (isDead) await new Promise(() => undefined);
  };
  return { study: await openStudy(faultyStore(store, { after: die }), 'wine'), died };
}
