import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import type {
  Checkpoint,
  CheckpointStore,
} from '../../../localstack/event-source-mapping/checkpoints/checkpoint-store.ts';
import { memoryCheckpoints } from '../../../localstack/event-source-mapping/checkpoints/memory-checkpoints.ts';
import type { MappingEvent } from '../../../localstack/event-source-mapping/events.ts';
import type { InvocationResult } from '../../../localstack/event-source-mapping/ports.ts';
import { LeapingClock } from '../../support/clocks.ts';
import { MemoryStreams } from '../../support/memory-streams.ts';
import {
  CRASH,
  diesOn,
  FIRST,
  failedFrom,
  fakeFunction,
  fill,
  MAPPING_ID,
  memoryDestination,
  memoryStream,
  SECOND,
  STREAM_ARN,
  SUCCESS,
  start,
} from './mapping-world.ts';

test('a shard is delivered in order, in batches of batchSize', async () => {
  const client = new MemoryStreams('s', 1);
  const ids = fill(client, FIRST, 25);
  client.closeAll();
  const target = fakeFunction(() => SUCCESS);
  await start(client, target, { settings: { batchSize: 10 } }).ended;
  expect(target.deliveries).toEqual([ids.slice(0, 10), ids.slice(10, 20), ids.slice(20)]);
});

test('records are gathered for maximumBatchingWindowInSeconds', async () => {
  const client = new MemoryStreams('s', 1);
  const clock = new LeapingClock();
  const started = clock.now();
  fill(client, FIRST, 3);
  const target = fakeFunction(() => {
    client.closeAll();
    return SUCCESS;
  });
  await start(client, target, { clock, settings: { maximumBatchingWindowInSeconds: 20 } }).ended;
  expect(target.deliveries.map((delivery) => delivery.length)).toEqual([3]);
  expect(clock.now() - started).toBeGreaterThanOrEqual(20_000);
});

test('after a partial failure, the reported record and all after it come again', async () => {
  const client = new MemoryStreams('s', 1);
  const ids = fill(client, FIRST, 5);
  client.closeAll();
  const target = fakeFunction((delivery, invocation) =>
    invocation === 0 ? failedFrom(delivery, 2) : SUCCESS,
  );
  await start(client, target).ended;
  expect(target.deliveries).toEqual([ids, ids.slice(2)]);
});

test('after a failure the same batch comes again', async () => {
  const client = new MemoryStreams('s', 1);
  const ids = fill(client, FIRST, 3);
  client.closeAll();
  const target = fakeFunction((_delivery, invocation) => (invocation < 3 ? CRASH : SUCCESS));
  await start(client, target).ended;
  expect(target.deliveries).toEqual([ids, ids, ids, ids]);
});

test('without ReportBatchItemFailures every answer is success', async () => {
  const client = new MemoryStreams('s', 1);
  const ids = fill(client, FIRST, 4);
  client.closeAll();
  const target = fakeFunction((delivery) => failedFrom(delivery, 0));
  await start(client, target, { settings: { functionResponseTypes: [] } }).ended;
  expect(target.deliveries).toEqual([ids]);
});

test('a shard that is blocked does not hold up another', async () => {
  const client = new MemoryStreams('s', 2);
  fill(client, FIRST, 1);
  const free = fill(client, SECOND, 3);
  const target = fakeFunction((delivery) => (delivery[0]!.startsWith(FIRST) ? CRASH : SUCCESS));
  const mapping = start(client, target);
  await vi.waitFor(() => expect(target.deliveries).toContainEqual(free));
  await mapping.stop();
});

test('children are delivered after their parents', async () => {
  const client = new MemoryStreams('s', 1);
  const parent = fill(client, FIRST, 3);
  const [left, right] = client.split(FIRST);
  const children = [...fill(client, left!, 2), ...fill(client, right!, 2)];
  client.closeAll();
  const target = fakeFunction((_delivery, invocation) => (invocation === 0 ? CRASH : SUCCESS));
  const events: MappingEvent[] = [];
  await start(client, target, { onEvent: (event) => events.push(event) }).ended;
  expect(target.deliveries.slice(0, 2)).toEqual([parent, parent]);
  expect(target.deliveries.slice(2).flat().toSorted()).toEqual(children.toSorted());
  expect(events.filter((event) => event.type === 'shard-finished')).toHaveLength(3);
});

test('the child of a merge waits for both of its parents', async () => {
  const client = memoryStream(2);
  const parents = [fill(client, FIRST, 2), fill(client, SECOND, 2)];
  const child = fill(client, client.merge(FIRST, SECOND), 2);
  client.closeAll();
  const slow = Promise.withResolvers<InvocationResult>();
  const target = fakeFunction((delivery) => (delivery[0]!.startsWith(SECOND) ? slow.promise : SUCCESS));
  const events: MappingEvent[] = [];
  const mapping = start(client, target, { onEvent: (event) => events.push(event) });
  await vi.waitFor(() => expect(events).toContainEqual({ type: 'shard-finished', shardId: FIRST }));
  await sleep(20);
  expect(target.deliveries).toEqual(expect.arrayContaining(parents));
  expect(target.deliveries).toHaveLength(2);
  slow.resolve(SUCCESS);
  await mapping.ended;
  expect(target.deliveries.slice(2)).toEqual([child]);
});

test('after a restart, children still wait for a parent that is not through', async () => {
  const client = memoryStream(1);
  const parent = fill(client, FIRST, 2);
  client.split(FIRST).map((child) => fill(client, child, 1));
  client.closeAll();
  const checkpoints = memoryCheckpoints();
  const failing = fakeFunction(() => CRASH);
  const first = start(client, failing, { checkpoints });
  await vi.waitFor(() => expect(failing.deliveries.length).toBeGreaterThan(1));
  await first.stop();
  const target = fakeFunction(() => SUCCESS);
  await start(client, target, { checkpoints }).ended;
  expect(target.deliveries[0]).toEqual(parent);
  expect(target.deliveries).toHaveLength(3);
});

test('a record on which the function dies is alone in the destination, and the shard moves on', async () => {
  const client = memoryStream(1);
  const ids = fill(client, FIRST, 10_000);
  client.closeAll();
  const target = diesOn(ids[6_000]!);
  const kept = memoryDestination();
  await start(client, target, {
    destination: kept.destination,
    settings: { batchSize: 10_000, bisectBatchOnFunctionError: true, maximumRetryAttempts: 2 },
  }).ended;
  expect(kept.kept).toEqual([[ids[6_000]]]);
  expect(kept.sent[0]).toMatchObject({
    mappingId: MAPPING_ID,
    batch: { KinesisBatchInfo: { shardId: FIRST, streamArn: STREAM_ARN, batchSize: 1 } },
  });
});

test('records that are given up come again after a kill between the destination and the checkpoint', async () => {
  const client = memoryStream(1);
  const ids = fill(client, FIRST, 2);
  const checkpoints = memoryCheckpoints();
  const settings = { maximumRetryAttempts: 0 };
  const sent = Promise.withResolvers<void>();
  const unanswered = {
    send() {
      sent.resolve();
      return new Promise<never>(() => undefined);
    },
  };
  const first = start(client, diesOn(...ids), { checkpoints, settings, destination: unanswered });
  await sent.promise;
  await first.stop({ abandon: true });
  client.closeAll();
  const kept = memoryDestination();
  await start(client, diesOn(...ids), { checkpoints, settings, destination: kept.destination }).ended;
  expect(kept.kept).toEqual([ids]);
});

test('LATEST delivers what comes after the start alone', async () => {
  const client = new MemoryStreams('s', 1);
  fill(client, FIRST, 3);
  const target = fakeFunction(() => SUCCESS);
  const mapping = start(client, target, { settings: { startingPosition: 'LATEST' } });
  await sleep(20);
  const ids = fill(client, FIRST, 2);
  client.closeAll();
  await mapping.ended;
  expect(target.deliveries.flat()).toEqual(ids);
});

test('a restart resumes behind what is done', async () => {
  const client = new MemoryStreams('s', 1);
  const ids = fill(client, FIRST, 6);
  const checkpoints = memoryCheckpoints();
  const blocked = fakeFunction((delivery, invocation) =>
    invocation === 0 ? failedFrom(delivery, 4) : CRASH,
  );
  const first = start(client, blocked, { checkpoints });
  await vi.waitFor(() => expect(blocked.deliveries.length).toBeGreaterThan(2));
  await first.stop();
  client.closeAll();
  const target = fakeFunction(() => SUCCESS);
  await start(client, target, { checkpoints }).ended;
  expect(target.deliveries).toEqual([ids.slice(4)]);
});

test('stop waits for the invocation that runs, and counts it', async () => {
  const client = new MemoryStreams('s', 1);
  const ids = fill(client, FIRST, 2);
  const checkpoints = memoryCheckpoints();
  const invocation = Promise.withResolvers<InvocationResult>();
  const target = fakeFunction(() => invocation.promise);
  const mapping = start(client, target, { checkpoints, settings: { batchSize: 1 } });
  await vi.waitFor(() => expect(target.deliveries).toHaveLength(1));
  const stopped = mapping.stop();
  invocation.resolve(SUCCESS);
  await stopped;
  expect(target.deliveries).toEqual([ids.slice(0, 1)]);
  expect(await checkpoints.load(FIRST)).toMatchObject({ sequenceNumber: ids[0]!.split(':')[1] });
});

test('stop with abandon waits for nothing, and what it abandons does not count', async () => {
  const client = new MemoryStreams('s', 1);
  fill(client, FIRST, 2);
  const checkpoints = memoryCheckpoints();
  const target = fakeFunction(() => new Promise<never>(() => undefined));
  const mapping = start(client, target, { checkpoints });
  await vi.waitFor(() => expect(target.deliveries).toHaveLength(1));
  void mapping.stop();
  await mapping.stop({ abandon: true });
  expect(await checkpoints.load(FIRST)).toMatchObject({ sequenceNumber: null });
});

test('reads and lists that fail are tried again, and said', async () => {
  const client = new MemoryStreams('s', 1);
  const ids = fill(client, FIRST, 3);
  client.closeAll();
  client.faults.push(new Error('list'), ...[new Error('a'), new Error('b'), new Error('c')]);
  const events: MappingEvent[] = [];
  const target = fakeFunction(() => SUCCESS);
  await start(client, target, { onEvent: (event) => events.push(event) }).ended;
  expect(target.deliveries).toEqual([ids]);
  expect(events.filter((event) => event.type.endsWith('-failed'))).toHaveLength(4);
});

test('a mapping whose checkpoints fail ends with that error, and invokes no more', async () => {
  const client = new MemoryStreams('s', 2);
  fill(client, FIRST, 30);
  const memory = memoryCheckpoints();
  const checkpoints: CheckpointStore = {
    load: memory.load,
    save: async (shardId: string, checkpoint: Checkpoint) => {
      if (checkpoint.sequenceNumber !== null) throw new Error('the disk is full');
      await memory.save(shardId, checkpoint);
    },
  };
  const target = fakeFunction(() => SUCCESS);
  await expect(start(client, target, { checkpoints, settings: { batchSize: 10 } }).ended).rejects.toThrow(
    'the disk is full',
  );
  expect(target.deliveries).toHaveLength(1);
});

test('settings that Lambda would refuse are refused, with the range', () => {
  const client = new MemoryStreams('s', 1);
  const target = fakeFunction(() => SUCCESS);
  expect(() => start(client, target, { settings: { batchSize: 10_001 } })).toThrow(
    'batchSize is 10001, but must be a whole number from 1 to 10000',
  );
});

test('events say how much of an invocation is done and why not all', async () => {
  const client = new MemoryStreams('s', 1);
  fill(client, FIRST, 3);
  client.closeAll();
  const events: MappingEvent[] = [];
  const target = fakeFunction(
    (delivery, invocation) => [CRASH, failedFrom(delivery, 1)][invocation] ?? SUCCESS,
  );
  await start(client, target, { onEvent: (event) => events.push(event) }).ended;
  expect(events.filter((event) => event.type === 'invoked')).toMatchObject([
    { shardId: FIRST, records: 3, done: 0, reason: 'Runtime.ExitError: crashed' },
    { shardId: FIRST, records: 3, done: 1, reason: expect.stringMatching(/^the function reported \d+$/) },
    { shardId: FIRST, records: 2, done: 2 },
  ]);
});
