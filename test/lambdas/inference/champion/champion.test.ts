import { expect, test, vi } from 'vitest';
import { VersionRefused } from '../../../../lambdas/inference/champion/refusal.ts';
import { ChampionWorld, type FakeVersion, fakeVersion } from './support.ts';

const never = () => new Promise<never>(() => {});
const refuse = (version: number) => () => Promise.reject(new VersionRefused(version, 'digest-mismatch'));
const outage = () => Promise.reject(new Error('ECONNREFUSED'));

async function swapped(pollMs?: number): Promise<{ world: ChampionWorld; old: FakeVersion }> {
  const world = new ChampionWorld(pollMs).moves(1);
  const old = (await world.serve())!;
  world.moves(1, 2).minutes(1);
  return { world, old };
}

test('a start serves the version of the alias', async () => {
  const world = new ChampionWorld().moves(1, 2);
  expect((await world.serve())?.version).toBe(2);
  expect(world.recorder.lines).toEqual(['served 2']);
});

test('a start serves what the alias pointed to before when its version is refused, and says so', async () => {
  const world = new ChampionWorld().moves(1, 2);
  world.load.set(2, refuse(2));
  expect((await world.serve())?.version).toBe(1);
  expect(world.recorder.lines).toEqual(['refused 2 digest-mismatch', 'served 1']);
});

test('a start goes back further when the version before is refused as well', async () => {
  const world = new ChampionWorld().moves(1, 2, 3);
  world.load.set(3, refuse(3)).set(2, refuse(2));
  expect((await world.serve())?.version).toBe(1);
});

test('an outage at a start is waited out and never taken for a refusal', async () => {
  const world = new ChampionWorld().moves(1, 2);
  let failures = 3;
  world.load.set(2, async () => (failures-- > 0 ? outage() : fakeVersion(2)));
  expect((await world.serve())?.version).toBe(2);
  expect(world.recorder.lines).toEqual([...Array(3).fill('unreachable version Error'), 'served 2']);
});

test('without an alias the records wait, and are answered once one is moved', async () => {
  const world = new ChampionWorld();
  const start = world.now;
  world.whileAsleep = () => {
    if (world.now - start > 5000) world.moves(1);
  };
  expect((await world.serve(30_000))?.version).toBe(1);
  expect(world.now - start).toBeLessThan(8000);
});

test('without an alias the function answers that there is none when its time is over, not later', async () => {
  const world = new ChampionWorld();
  const start = world.now;
  expect(await world.serve(30_000)).toBeUndefined();
  expect(world.now - start).toBeGreaterThan(25_000);
  expect(world.now - start).toBeLessThanOrEqual(30_000);
  expect(world.looks).toBeLessThan(25);
});

test('why there is no version is said: no alias, a registry that cannot be read, or refusals', async () => {
  const world = new ChampionWorld();
  expect(await world.lacking(1000)).toMatchObject({ reason: 'no-alias', refusal: undefined });
  expect(world.recorder.lines.at(-1)).toBe('no champion yet');
  world.outage = outage;
  expect(await world.lacking(1000)).toMatchObject({ reason: 'registry-unreachable', refusal: undefined });
  world.outage = undefined;
  world.moves(1, 2);
  world.load.set(1, refuse(1)).set(2, refuse(2));
  for (let batch = 0; batch < 2; batch++) {
    expect(await world.lacking(1000)).toMatchObject({
      reason: 'all-refused',
      refusal: { version: 2, reason: 'digest-mismatch' },
    });
  }
  world.load.set(1, outage);
  world.moves(1, 2, 1, 2);
  expect(await world.lacking(1000)).toMatchObject({ reason: 'registry-unreachable' });
});

test('when nothing can be served, a move to another version is noticed while waiting', async () => {
  const world = new ChampionWorld().moves(1);
  world.load.set(1, refuse(1));
  world.whileAsleep = () => world.moves(1, 2);
  expect((await world.serve())?.version).toBe(2);
  expect(world.loads).toEqual([1, 2]);
});

test('the alias is looked at once in a poll interval', async () => {
  const world = new ChampionWorld().moves(1);
  await world.serve();
  world.now += 59_999;
  await world.serve();
  expect(world.looks).toBe(1);
  world.now += 1;
  await world.serve();
  expect(world.looks).toBe(2);
});

test('with an interval of 0 the alias is looked at with each batch', async () => {
  const world = new ChampionWorld(0).moves(1);
  for (let i = 0; i < 3; i++) await world.serve();
  expect(world.looks).toBe(3);
});

test('a clock that was set back does not stop the looks', async () => {
  const { world } = await swapped();
  world.minutes(-600);
  expect((await world.serve())?.version).toBe(2);
});

test('a promotion is served with the first batch after the interval', async () => {
  const { world } = await swapped();
  expect((await world.serve())?.version).toBe(2);
  expect(world.recorder.lines).toEqual(['served 1', 'served 2 after 1']);
});

test('a look that fails keeps the version that is there', async () => {
  const { world } = await swapped();
  world.outage = outage;
  expect((await world.serve())?.version).toBe(1);
  world.outage = undefined;
  expect((await world.minutes(1).serve())?.version).toBe(2);
});

test('a look that takes longer than 500 ms keeps the version that is there', async () => {
  const { world } = await swapped();
  world.outage = never;
  const before = performance.now();
  expect((await world.serve())?.version).toBe(1);
  expect(performance.now() - before).toBeLessThan(1500);
  expect(world.recorder.lines.at(-1)).toBe('unreachable alias TimeOver');
});

test('an alias that is gone keeps the version that is there', async () => {
  const { world } = await swapped();
  world.alias_ = undefined;
  expect((await world.serve())?.version).toBe(1);
  expect(world.recorder.lines.at(-1)).toBe('alias is gone, 1 answers');
});

test('a new version that is refused leaves the old one in place and is not tried again', async () => {
  const { world, old } = await swapped();
  world.load.set(2, refuse(2));
  for (let i = 0; i < 5; i++) expect((await world.minutes(1).serve())?.version).toBe(1);
  expect(world.loads).toEqual([1, 2]);
  expect(old.released).toBe(false);
  expect(world.recorder.lines).toEqual(['served 1', 'refused 2 digest-mismatch']);
});

test('a refusal ends when the alias moves again, be it to the same version', async () => {
  const { world } = await swapped();
  world.load.set(2, refuse(2));
  await world.serve();
  world.load.delete(2);
  world.moves(1, 2, 1, 2).minutes(1);
  expect((await world.serve())?.version).toBe(2);
});

test('an outage during a load leaves the old version in place and is tried again at the next look', async () => {
  const { world } = await swapped();
  world.load.set(2, outage);
  expect((await world.serve())?.version).toBe(1);
  expect((await world.serve())?.version).toBe(1);
  expect(world.loads).toEqual([1, 2]);
  world.load.delete(2);
  expect((await world.minutes(1).serve())?.version).toBe(2);
});

test('without time for a load the batch goes first, and the next one finds the new version', async () => {
  const { world } = await swapped();
  expect((await world.serve(1500))?.version).toBe(1);
  expect(world.loads).toEqual([1]);
  expect((await world.serve(30_000))?.version).toBe(2);
});

test('a load that takes too long goes on beside the batch and is picked up later', async () => {
  const { world } = await swapped();
  const { promise, resolve } = Promise.withResolvers<FakeVersion>();
  world.load.set(2, () => promise);
  expect((await world.serve(2000))?.version).toBe(1);
  resolve(fakeVersion(2));
  expect((await world.serve(2000))?.version).toBe(2);
  expect(world.loads).toEqual([1, 2]);
});

test('a load that hangs holds up one batch by two seconds and the next ones not at all', async () => {
  const { world } = await swapped();
  world.load.set(2, never);
  const waits: number[] = [];
  for (let i = 0; i < 3; i++) {
    const before = performance.now();
    expect((await world.serve(60_000))?.version).toBe(1);
    waits.push(performance.now() - before);
  }
  expect(waits[0]).toBeLessThan(2500);
  expect(Math.max(...waits.slice(1))).toBeLessThan(200);
  expect(world.recorder.lines).toEqual(['served 1', 'unreachable version TimeOver']);
});

test('a load that nobody waits for any more is released', async () => {
  const { world } = await swapped(0);
  const late = fakeVersion(2);
  const { promise, resolve } = Promise.withResolvers<FakeVersion>();
  world.load.set(2, () => promise);
  await world.serve(2000);
  world.moves(1, 2, 3);
  expect((await world.serve())?.version).toBe(3);
  resolve(late);
  await vi.waitFor(() => expect(late.released).toBe(true));
});

test('a step back within the window takes the version that is still loaded', async () => {
  const { world, old } = await swapped();
  const next = (await world.serve())!;
  world.moves(1, 2, 1).minutes(1);
  expect(await world.serve()).toBe(old);
  expect(world.loads).toEqual([1, 2]);
  expect(next.released).toBe(true);
  expect(old.released).toBe(false);
});

test('the version that was left is released when the window is over', async () => {
  const { world, old } = await swapped();
  const model = (await world.serve())!;
  const jury = { evaluate: async () => 0, share: () => ({ records: 10, rejected: 0 }) };
  await world.champion.judge({ model, evaluation: 0 }, jury, world.deadline());
  expect(old.released).toBe(false);
  await world.minutes(10).serve();
  expect(old.released).toBe(true);
});

test('a dropped version is released and loaded anew, with all checks', async () => {
  const world = new ChampionWorld().moves(1, 2);
  const broken = (await world.serve())!;
  world.champion.drop();
  expect(broken.released).toBe(true);
  world.load.set(2, refuse(2));
  expect((await world.serve())?.version).toBe(1);
});
