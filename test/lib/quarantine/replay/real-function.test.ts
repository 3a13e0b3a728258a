import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { readFix } from '../../../../lib/quarantine/fix/fix.ts';
import type { ReplayFunction } from '../../../../lib/quarantine/replay/ports.ts';
import { replay } from '../../../../lib/quarantine/replay/replay.ts';
import { FunctionWorld } from '../../../lambdas/inference/function-world.ts';
import { aggregateOf } from '../../../lambdas/inference/records.ts';
import { contextOf, eventOf } from '../../../lambdas/inference/support.ts';
import { captureOutput } from '../../../support/captured-output.ts';
import { sampleRecords } from '../../../support/onnx-models.ts';
import { directoryHarness } from '../../registry/support/harness.ts';
import { destinationObject, entriesOf, failedBatch, quarantineObject, virtualTime } from '../support.ts';

/** Quarantine, replay and the inference function itself, with its model: KPL aggregates above all. */

beforeEach(() => void captureOutput());

const good = sampleRecords(1)[0]!;
const texts = { ...good, a: '1.5', b: '2' };
const FIX = readFix({ toNumber: ['a', 'b'] }, 'fix.json', undefined);

async function scene() {
  const running = await directoryHarness();
  onTestFinished(() => running.close());
  const store = running.open();
  const world = await FunctionWorld.create();
  await world.registry.version();
  await world.registry.promote(1);
  const target: ReplayFunction = {
    invoke: async (payload) => {
      const answer = await world.handle(JSON.parse(payload), contextOf());
      return { status: 'returned', payload: JSON.stringify(answer) };
    },
  };
  const replayAll = async (fix?: typeof FIX) => {
    const entries = await entriesOf(store);
    const signal = new AbortController().signal;
    return replay({ store, entries, target, fix, dryRun: false, by: 't', time: virtualTime(), signal });
  };
  return { store, world, replayAll };
}

const id = (place: number, sub: number | '-') => `weir-input:shardId-000000000000:${place}:${sub}`;

test('the bad records of an aggregate come back mended, under the ids that they had within it', async () => {
  const { store, world, replayAll } = await scene();
  const partitionKeys = ['first key', 'second key'];
  const aggregate = aggregateOf(
    [good, texts, good, texts, { a: 1 }].map((record) => JSON.stringify(record)),
    { partitionKeys, keyIndex: (record) => record % 2 },
  );
  await world.invoke([good, aggregate, texts]);
  const before = world.predictions.splice(0).map(({ predictionId }) => predictionId);
  expect(before).toEqual([id(1, '-'), id(2, 0), id(2, 2)]);
  await quarantineObject(store, world.quarantined.splice(0));

  expect(await replayAll(FIX)).toMatchObject({
    ...{ selected: 4, predicted: 3, rejected: 1, rejectedByReason: { 'missing-feature': 1 } },
    mending: { mended: 3 },
  });
  expect(world.predictions.map(({ predictionId }) => predictionId)).toEqual([id(2, 1), id(2, 3), id(3, '-')]);
  expect(world.quarantined).toEqual([]);
  const waiting = (await entriesOf(store)).filter(({ replays }) => replays[0]?.result === 'rejected');
  expect(waiting.map(({ predictionId, partitionKey }) => [predictionId, partitionKey])).toEqual([
    [id(2, 4), 'first key'],
  ]);
});

test('an aggregate that was given up whole comes apart, and its bad records reach the quarantine', async () => {
  const { store, world, replayAll } = await scene();
  const aggregate = aggregateOf([JSON.stringify(good), JSON.stringify(texts)]);
  const { Records } = eventOf([aggregate, good]);
  await destinationObject(store, failedBatch(Records));
  expect(await replayAll()).toMatchObject({ replayed: 2, predicted: 2, rejected: 1 });
  expect(world.predictions.map(({ predictionId }) => predictionId)).toEqual([id(1, 0), id(2, '-')]);
  expect(world.quarantined.map(({ predictionId }) => predictionId)).toEqual([id(1, 1)]);
  const results = (await entriesOf(store)).map(({ predictionId, replays }) => [
    predictionId,
    replays[0]?.result,
  ]);
  expect(results).toEqual([
    [id(1, '-'), 'taken-apart'],
    [id(2, '-'), 'predicted'],
  ]);
});

test('an aggregate that was rejected whole is rejected again, and waits', async () => {
  const { store, world, replayAll } = await scene();
  const cut = aggregateOf([JSON.stringify(good)], { checksum: Buffer.alloc(16) });
  await world.invoke([cut]);
  await quarantineObject(store, world.quarantined);
  expect(await replayAll(FIX)).toMatchObject({
    ...{ rejectedByReason: { 'aggregate-checksum': 1 } },
    mending: { notJson: 1 },
  });
  expect((await entriesOf(store))[0]?.replays).toMatchObject([
    { result: 'rejected', reason: 'aggregate-checksum' },
  ]);
});
