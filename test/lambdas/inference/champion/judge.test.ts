import { expect, test, vi } from 'vitest';
import type { Jury } from '../../../../lambdas/inference/champion/guard-window.ts';
import type { LoadedVersion } from '../../../../lambdas/inference/champion/load-version.ts';
import { VersionRefused } from '../../../../lambdas/inference/champion/refusal.ts';
import { ChampionWorld, type FakeVersion, fakeVersion } from './support.ts';

/** What each version rejects of a batch. */
interface Verdict {
  readonly by: number;
  readonly records: number;
  readonly rejected: number;
}

/** A batch of so many records, of which each version rejects so many. */
function batchOf(records: number, rejectedBy: Readonly<Record<number, number>>) {
  const evaluated: number[] = [];
  const jury = {
    evaluate: async (model: LoadedVersion): Promise<Verdict> => {
      evaluated.push(model.version);
      return { by: model.version, records, rejected: rejectedBy[model.version]! };
    },
    share: (verdict: Verdict) => verdict,
  } satisfies Jury<Verdict>;
  return { jury, evaluated };
}

/** Serves and judges a batch; answers who answered it. */
async function answeredBy(
  world: ChampionWorld,
  records: number,
  rejectedBy: Readonly<Record<number, number>>,
  withinMs?: number,
): Promise<number | undefined> {
  const model = (await world.serve(withinMs)) as LoadedVersion;
  const { jury } = batchOf(records, rejectedBy);
  const judged = await world.champion.judge(
    { model, evaluation: await jury.evaluate(model) },
    jury,
    world.deadline(withinMs),
  );
  expect(judged?.evaluation.by).toBe(judged?.model.version);
  return judged?.evaluation.by;
}

async function promoted(): Promise<ChampionWorld> {
  const world = new ChampionWorld().moves(1);
  await world.serve();
  world.moves(1, 2).minutes(1);
  return world;
}

test('a version that rejects everything is refused and the former answers this very batch', async () => {
  const world = await promoted();
  expect(await answeredBy(world, 10, { 1: 0, 2: 10 })).toBe(1);
  expect(world.recorder.lines).toEqual([
    'served 1',
    'served 2 after 1',
    'refused 2 rejects-too-much',
    'served 1 after 2',
  ]);
});

test('what the guard refused stays refused until the alias moves', async () => {
  const world = await promoted();
  await answeredBy(world, 10, { 1: 0, 2: 10 });
  for (let i = 0; i < 20; i++) expect((await world.minutes(1).serve())?.version).toBe(1);
  world.moves(1, 2, 3).minutes(1);
  expect((await world.serve())?.version).toBe(3);
});

test('bad data that the former rejects as well does not refuse a version', async () => {
  const world = await promoted();
  expect(await answeredBy(world, 100, { 1: 100, 2: 100 })).toBe(2);
});

test('the counts of several batches add up', async () => {
  const world = await promoted();
  expect(await answeredBy(world, 5, { 1: 0, 2: 5 })).toBe(1);
  expect(world.recorder.lines.at(-1)).toBe('served 2 after 1');
  expect(await answeredBy(world, 5, { 1: 0, 2: 5 })).toBe(1);
  expect(world.recorder.lines.at(-1)).toBe('served 1 after 2');
});

test('a trickle loses no record to a version that rejects it, however long its ten records take', async () => {
  const world = await promoted();
  for (let i = 0; i < 10; i++) expect(await answeredBy(world.minutes(7), 1, { 1: 0, 2: 1 })).toBe(1);
  expect(world.recorder.lines).toContain('refused 2 rejects-too-much');
});

test('a window of which the last comparison is open does not end', async () => {
  const world = new ChampionWorld().moves(1, 2);
  world.load.set(1, () => Promise.reject(new Error('ECONNRESET')));
  expect(await answeredBy(world, 100, { 1: 0, 2: 100 })).toBeUndefined();
  expect(await answeredBy(world.minutes(11), 100, { 1: 0, 2: 100 })).toBeUndefined();
  world.load.delete(1);
  expect(await answeredBy(world, 100, { 1: 0, 2: 100 })).toBe(1);
});

/** The time that a judgement takes on the real clock. */
async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly ms: number }> {
  const before = performance.now();
  return { result: await work(), ms: performance.now() - before };
}

test('a former that takes long to load goes on loading beside the batches, of which one waits for it', async () => {
  const world = new ChampionWorld().moves(1, 2);
  const { promise, resolve } = Promise.withResolvers<FakeVersion>();
  world.load.set(1, () => promise);
  const first = await timed(() => answeredBy(world, 100, { 1: 0, 2: 1 }, 2000));
  expect(first.result).toBe(2);
  expect(first.ms).toBeLessThan(1000);
  const second = await timed(() => answeredBy(world, 100, { 1: 0, 2: 1 }, 30_000));
  expect(second.result).toBe(2);
  expect(second.ms).toBeLessThan(200);
  expect(await answeredBy(world, 100, { 1: 0, 2: 100 }, 500)).toBeUndefined();
  resolve(fakeVersion(1));
  expect(await answeredBy(world, 100, { 1: 0, 2: 100 })).toBe(1);
  expect(world.loads).toEqual([2, 1]);
});

test('a former that came too late to be asked is released with its window', async () => {
  const world = new ChampionWorld().moves(1, 2);
  const former = fakeVersion(1);
  const { promise, resolve } = Promise.withResolvers<FakeVersion>();
  world.load.set(1, () => promise);
  await answeredBy(world, 100, { 1: 0, 2: 1 }, 400);
  await answeredBy(world, 100, { 1: 0, 2: 0 });
  resolve(former);
  await world.minutes(10).serve();
  await vi.waitFor(() => expect(former.released).toBe(true));
});

test('a promotion during a slow load of the former does not undo it, nor it the promotion', async () => {
  const world = new ChampionWorld(0).moves(1, 2);
  await world.serve();
  const slow = new Map([1, 3].map((version) => [version, Promise.withResolvers<FakeVersion>()]));
  for (const [version, { promise }] of slow) world.load.set(version, () => promise);
  world.moves(1, 2, 3);
  for (let i = 0; i < 3; i++) expect(await answeredBy(world, 100, { 1: 0, 2: 1 }, 2100)).toBe(2);
  expect(world.loads).toEqual([2, 3, 1]);
  for (const [version, { resolve }] of slow) resolve(fakeVersion(version));
  expect((await world.serve())?.version).toBe(3);
});

test('batches without a rejection count, and the former need not see them', async () => {
  const world = await promoted();
  const model = (await world.serve()) as LoadedVersion;
  const { jury, evaluated } = batchOf(100, { 2: 0 });
  await world.champion.judge({ model, evaluation: await jury.evaluate(model) }, jury, world.deadline());
  expect(evaluated).toEqual([2]);
  expect(await answeredBy(world, 20, { 1: 0, 2: 20 })).toBe(1);
  expect(world.recorder.lines.at(-1)).toBe('served 2 after 1');
});

test('after ten minutes a version is on its own', async () => {
  const world = await promoted();
  expect(await answeredBy(world, 10, { 1: 0, 2: 0 })).toBe(2);
  expect(await answeredBy(world.minutes(10), 100, { 1: 0, 2: 100 })).toBe(2);
});

test('a start in the window loads the former when there is something to judge, and refuses by itself', async () => {
  const world = new ChampionWorld().moves(1, 2);
  expect((await world.serve())?.version).toBe(2);
  expect(world.loads).toEqual([2]);
  expect(await answeredBy(world, 10, { 1: 0, 2: 10 })).toBe(1);
  expect(world.loads).toEqual([2, 1]);
});

test('a start judges however long ago the move was, for what others refused is not known to it', async () => {
  const world = new ChampionWorld().moves(1, 2).minutes(60 * 24 * 30);
  expect(await answeredBy(world, 100, { 1: 0, 2: 0 })).toBe(2);
  expect(world.loads).toEqual([2]);
  expect(await answeredBy(world, 100, { 1: 0, 2: 100 })).toBe(1);
});

test('a former version that is refused itself judges nobody', async () => {
  const world = new ChampionWorld().moves(1, 2);
  world.load.set(1, () => Promise.reject(new VersionRefused(1, 'missing-artifact')));
  expect(await answeredBy(world, 10, { 1: 0, 2: 10 })).toBe(2);
});

test('while the former cannot be reached, records that might be rolled back wait', async () => {
  const world = new ChampionWorld().moves(1, 2);
  world.load.set(1, () => Promise.reject(new Error('ECONNRESET')));
  expect(await answeredBy(world, 100, { 1: 0, 2: 1 })).toBe(2);
  expect(await answeredBy(world, 100, { 1: 0, 2: 100 })).toBeUndefined();
  world.load.delete(1);
  expect(await answeredBy(world, 100, { 1: 0, 2: 100 })).toBe(1);
});

test('a step back is a decision that the guard leaves alone', async () => {
  const world = new ChampionWorld().moves(1, 2);
  await world.serve();
  world.moves(1, 2, 1).minutes(1);
  expect(await answeredBy(world, 100, { 1: 100, 2: 0 })).toBe(1);
});
