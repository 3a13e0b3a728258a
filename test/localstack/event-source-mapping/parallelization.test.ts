import { describe, expect, test, vi } from 'vitest';
import { memoryCheckpoints } from '../../../localstack/event-source-mapping/checkpoints/memory-checkpoints.ts';
import { laneOfKey } from '../../../localstack/event-source-mapping/lane-of-key.ts';
import type { InvocationResult } from '../../../localstack/event-source-mapping/ports.ts';
import { LeapingClock } from '../../support/clocks.ts';
import {
  CRASH,
  type Delivery,
  FIRST,
  fakeFunction,
  fill,
  memoryDestination,
  memoryStream,
  SUCCESS,
  start,
  THROTTLED,
} from './mapping-world.ts';

/** One key for each lane of so many, in the order of the lanes. */
function keyOfEachLane(lanes: number): string[] {
  return Array.from({ length: lanes }, (_, lane) => {
    for (let index = 0; ; index++) if (laneOfKey(`key ${index}`, lanes) === lane) return `key ${index}`;
  });
}

/** A function whose answers are given by hand, one for each batch in flight, by the first record of the batch. */
function heldFunction() {
  const held = new Map<string, (result: InvocationResult) => void>();
  const target = fakeFunction(
    (delivery) => new Promise<InvocationResult>((resolve) => held.set(delivery[0]!, resolve)),
  );
  return {
    target,
    get inFlight(): readonly string[] {
      return [...held.keys()];
    },
    answer(id: string, result: InvocationResult): void {
      held.get(id)!(result);
      held.delete(id);
    },
  };
}

const hung = () => new Promise<never>(() => undefined);

describe('the lane of a key', () => {
  test('is the same in every run: checkpoints depend on it', () => {
    expect(
      ['a', 'b', 'customer 17', 'schlüssel', ''].map((key) => laneOfKey(key, 10)),
    ).toMatchInlineSnapshot(`
      [
        5,
        8,
        6,
        4,
        9,
      ]
    `);
  });

  test('is any of them about as often', () => {
    for (let lanes = 2; lanes <= 10; lanes++) {
      const counts = Array.from({ length: lanes }, () => 0);
      for (let index = 0; index < 1_000 * lanes; index++) counts[laneOfKey(`${index}`, lanes)]!++;
      expect(Math.min(...counts)).toBeGreaterThan(800);
      expect(Math.max(...counts)).toBeLessThan(1_200);
    }
  });
});

test('parallelizationFactor 1: one batch of a shard in flight', async () => {
  const client = memoryStream(1);
  const ids = fill(client, FIRST, 4);
  const held = heldFunction();
  const mapping = start(client, held.target, { settings: { batchSize: 2 } });
  await vi.waitFor(() => expect(held.inFlight).toEqual([ids[0]]));
  held.answer(ids[0]!, SUCCESS);
  await vi.waitFor(() => expect(held.inFlight).toEqual([ids[2]]));
  await mapping.stop({ abandon: true });
});

test('as many batches of a shard in flight as parallelizationFactor, each with keys of its own', async () => {
  const client = memoryStream(1);
  const keys = keyOfEachLane(10);
  const ids = fill(client, FIRST, 30, keys);
  const held = heldFunction();
  const mapping = start(client, held.target, { settings: { batchSize: 2, parallelizationFactor: 10 } });
  await vi.waitFor(() => expect(held.inFlight).toHaveLength(10));
  expect(held.inFlight.toSorted()).toEqual(ids.slice(0, 10));
  expect(held.target.deliveries[0]).toEqual([ids[0], ids[10]]);
  held.answer(ids[3]!, SUCCESS);
  await vi.waitFor(() => expect(held.inFlight).toContain(ids[23]));
  await mapping.stop({ abandon: true });
});

test('records of one key never overtake each other, however many lanes there are', async () => {
  const client = memoryStream(1);
  const ids = fill(client, FIRST, 20, ['the key']);
  client.closeAll();
  const target = fakeFunction((_delivery, invocation) => (invocation % 2 === 0 ? CRASH : SUCCESS));
  await start(client, target, { settings: { batchSize: 5, parallelizationFactor: 10 } }).ended;
  const completed = target.deliveries.filter((_delivery, invocation) => invocation % 2 === 1);
  expect(completed.flat()).toEqual(ids);
});

test('a lane that is stuck does not hold up the others of its shard', async () => {
  const client = memoryStream(1);
  const [stuck, free] = keyOfEachLane(2) as [string, string];
  const blocked = fill(client, FIRST, 3, [stuck]);
  const others = fill(client, FIRST, 30, [free]);
  const target = fakeFunction((delivery) => (delivery[0] === blocked[0] ? hung() : SUCCESS));
  const mapping = start(client, target, { settings: { batchSize: 10, parallelizationFactor: 2 } });
  await vi.waitFor(() => expect(target.deliveries.flat()).toEqual(expect.arrayContaining(others)));
  await mapping.stop({ abandon: true });
});

test('a lane that is stuck does not let what waits grow without bound', async () => {
  const client = memoryStream(1);
  const [stuck, free] = keyOfEachLane(2) as [string, string];
  fill(client, FIRST, 60_000, [stuck, free]);
  let read = 0;
  const { getRecords } = client;
  client.getRecords = async (iterator, limit) => {
    const page = await getRecords.call(client, iterator, limit);
    read += page.records.length;
    return page;
  };
  let freed = 0;
  const isStuck = (delivery: Delivery) => Number(delivery[0]!.slice(-9, -3)) % 2 === 1;
  const target = fakeFunction((delivery) => {
    if (isStuck(delivery)) return hung();
    freed += delivery.length;
    return SUCCESS;
  });
  const mapping = start(client, target, { settings: { batchSize: 100, parallelizationFactor: 2 } });
  await vi.waitFor(() => expect(freed).toBe(5_000));
  await new Promise((resolve) => setTimeout(resolve, 50));
  // One page: it fills the room of 200 at once.
  expect([read, freed]).toEqual([10_000, 5_000]);
  await mapping.stop({ abandon: true });
});

test('a function with less concurrency than there are lanes throttles some, and all records are done', async () => {
  const clock = new LeapingClock();
  const client = memoryStream(3, clock);
  const ids = [...client.shards.keys()].flatMap((shardId) => fill(client, shardId, 40));
  client.closeAll();
  const kept = memoryDestination();
  let running = 0;
  const done: string[] = [];
  const target = fakeFunction(async (delivery) => {
    if (running === 2) return THROTTLED;
    running++;
    await clock.sleep(3_000, new AbortController().signal);
    running--;
    done.push(...delivery);
    return SUCCESS;
  });
  await start(client, target, {
    clock,
    destination: kept.destination,
    settings: { parallelizationFactor: 4, maximumRetryAttempts: 0, bisectBatchOnFunctionError: true },
  }).ended;
  expect(done.toSorted()).toEqual(ids);
  expect(target.deliveries.length).toBeGreaterThan(12);
  expect(kept.sent).toEqual([]);
});

test('a shard finishes when all of its lanes are through; its children start then', async () => {
  const client = memoryStream(1);
  const keys = keyOfEachLane(3);
  const ids = fill(client, FIRST, 3, keys);
  const children = client.split(FIRST).flatMap((child) => fill(client, child, 1));
  client.closeAll();
  const held = heldFunction();
  const mapping = start(client, held.target, { settings: { parallelizationFactor: 3 } });
  await vi.waitFor(() => expect(held.inFlight).toHaveLength(3));
  held.answer(ids[2]!, SUCCESS);
  held.answer(ids[0]!, SUCCESS);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(held.inFlight).toEqual([ids[1]]);
  held.answer(ids[1]!, SUCCESS);
  await vi.waitFor(() => expect(held.inFlight.toSorted()).toEqual(children.toSorted()));
  for (const child of children) held.answer(child, SUCCESS);
  await mapping.ended;
});

describe('checkpoints of lanes', () => {
  /** A stream whose first record hangs, so that its lane is stuck and all others go on. */
  class StuckStream {
    readonly client = memoryStream(1);
    readonly checkpoints = memoryCheckpoints();
    readonly keys = new Map<string, string>();
    /** The records that are not done. */
    readonly left = new Set<string>();
    readonly #first: string;

    constructor() {
      this.put(8, keyOfEachLane(4));
      [this.#first] = [...this.left] as [string];
    }

    put(count: number, keys: readonly string[]): void {
      for (const [index, id] of fill(this.client, FIRST, count, keys).entries()) {
        this.keys.set(id, keys[index % keys.length]!);
        this.left.add(id);
      }
    }

    /** Runs until all is done but what waits in the lane of the first record, then kills the host. */
    async runStuck(parallelizationFactor: number): Promise<void> {
      const laneOf = (id: string) => laneOfKey(this.keys.get(id)!, parallelizationFactor);
      const stuck = [...this.left].filter((id) => laneOf(id) === laneOf(this.#first));
      const target = fakeFunction((delivery) => {
        if (delivery.includes(this.#first)) return hung();
        // What is done already must not come again.
        expect([...this.left]).toEqual(expect.arrayContaining([...delivery]));
        for (const id of delivery) this.left.delete(id);
        return SUCCESS;
      });
      const { checkpoints } = this;
      const mapping = start(this.client, target, {
        checkpoints,
        settings: { batchSize: 1, parallelizationFactor },
      });
      await vi.waitFor(() => expect([...this.left]).toEqual(stuck));
      await new Promise((resolve) => setTimeout(resolve, 20));
      await mapping.stop({ abandon: true });
    }

    /** What a run delivers that finds nothing stuck. */
    async rest(parallelizationFactor: number): Promise<readonly string[]> {
      this.client.closeAll();
      const target = fakeFunction(() => SUCCESS);
      const { checkpoints } = this;
      await start(this.client, target, { checkpoints, settings: { parallelizationFactor } }).ended;
      return target.deliveries.flat().toSorted();
    }
  }

  test.each([
    ['the same factor', 4],
    ['a factor of 1', 1],
    ['another factor', 3],
    ['the greatest factor', 10],
  ])('a restart with %s delivers nothing again that a lane was through with', async (_name, factor) => {
    const stream = new StuckStream();
    await stream.runStuck(4);
    expect(stream.left.size).toBe(2);
    expect(await stream.rest(factor)).toEqual([...stream.left]);
  });

  test('nor does one after many changes of the factor', async () => {
    const stream = new StuckStream();
    for (const factor of [4, 7, 3, 4]) {
      await stream.runStuck(factor);
      stream.put(
        20,
        Array.from({ length: 20 }, (_, index) => `${index}`),
      );
    }
    expect(await stream.rest(2)).toEqual([...stream.left]);
  });

  test('the low-water mark is the record before the first that is not done', async () => {
    const stream = new StuckStream();
    await stream.runStuck(4);
    expect(await stream.checkpoints.load(FIRST)).toMatchObject({
      sequenceNumber: null,
      lanes: [expect.arrayContaining([null])],
    });
    await stream.rest(4);
    expect(await stream.checkpoints.load(FIRST)).toEqual({
      sequenceNumber: [...stream.keys.keys()].at(-1)!.split(':')[1],
      since: expect.any(String),
      finished: true,
    });
  });
});
