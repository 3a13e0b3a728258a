import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Shard } from '../../../lib/streams/stream-client.ts';
import type { CheckpointStore } from '../../../localstack/event-source-mapping/checkpoints/checkpoint-store.ts';
import { directoryCheckpoints } from '../../../localstack/event-source-mapping/checkpoints/directory-checkpoints.ts';
import { isDoneBy, mergeMarks } from '../../../localstack/event-source-mapping/checkpoints/lane-marks.ts';
import { memoryCheckpoints } from '../../../localstack/event-source-mapping/checkpoints/memory-checkpoints.ts';
import { oneAtATime } from '../../../localstack/event-source-mapping/checkpoints/one-at-a-time.ts';
import {
  openProgress,
  type ProgressOptions,
} from '../../../localstack/event-source-mapping/checkpoints/shard-progress.ts';
import { laneOfKey } from '../../../localstack/event-source-mapping/lane-of-key.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const CHECKPOINT = { sequenceNumber: '4950', since: new Date(NOON).toISOString(), finished: false };

function shard(shardId: string, parentShardId?: string): Shard {
  return { shardId, parentShardId, adjacentParentShardId: undefined, closed: false };
}

describe.each<[string, () => Promise<CheckpointStore>]>([
  ['memory', async () => memoryCheckpoints()],
  ['directory', async () => directoryCheckpoints(join(await temporaryDirectory(), 'checkpoints'))],
])('checkpoints in a %s', (_name, open) => {
  test('the last one saved is loaded, each shard by itself', async () => {
    const checkpoints = await open();
    await checkpoints.save('a', CHECKPOINT);
    await checkpoints.save('a', { ...CHECKPOINT, sequenceNumber: '4951' });
    await checkpoints.save('b', CHECKPOINT);
    expect(await checkpoints.load('a')).toEqual({ ...CHECKPOINT, sequenceNumber: '4951' });
    expect(await checkpoints.load('b')).toEqual(CHECKPOINT);
  });

  test('a shard without one has none', async () => {
    expect(await (await open()).load('a')).toBeUndefined();
  });
});

test('a directory is read by the next process, and holds nothing else', async () => {
  const directory = await temporaryDirectory();
  await directoryCheckpoints(directory).save('shardId-000000000000', CHECKPOINT);
  expect(await directoryCheckpoints(directory).load('shardId-000000000000')).toEqual(CHECKPOINT);
  expect(await readdir(directory)).toEqual(['shardId-000000000000.json']);
});

test('a file that is no checkpoint is named, with what to do', async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'a.json'), '{"sequenceNumber":1}');
  await expect(directoryCheckpoints(directory).load('a')).rejects.toThrow(
    /a\.json is not a checkpoint; mend it/,
  );
});

describe('where a shard begins', () => {
  const latest = { settings: { startingPosition: 'LATEST' }, nowMs: NOON } as const;
  const horizon = { settings: { startingPosition: 'TRIM_HORIZON' }, nowMs: NOON } as const;
  const stamped = {
    settings: { startingPosition: 'AT_TIMESTAMP', startingPositionTimestamp: NOON / 1000 - 60 },
    nowMs: NOON,
  } as const;

  test('at the starting position, without a checkpoint', async () => {
    const open = async (options: Omit<ProgressOptions, 'checkpoints'>) =>
      (await openProgress(shard('a'), { checkpoints: memoryCheckpoints(), ...options })).position;
    expect(await open(latest)).toEqual({ type: 'LATEST' });
    expect(await open(horizon)).toEqual({ type: 'TRIM_HORIZON' });
    expect(await open(stamped)).toEqual({ type: 'AT_TIMESTAMP', timestamp: new Date(NOON - 60_000) });
  });

  test('after the checkpoint, with one', async () => {
    const checkpoints = memoryCheckpoints();
    await (await openProgress(shard('a'), { checkpoints, ...latest })).advance('4950', ['4950']);
    const resumed = await openProgress(shard('a'), { checkpoints, ...latest });
    expect(resumed.position).toEqual({ type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: '4950' });
  });

  test('under LATEST, a restart before anything was done goes back to the first start', async () => {
    const checkpoints = memoryCheckpoints();
    await openProgress(shard('a'), { checkpoints, ...latest });
    const resumed = await openProgress(shard('a'), { checkpoints, ...latest, nowMs: NOON + 60_000 });
    expect(resumed.position).toEqual({ type: 'AT_TIMESTAMP', timestamp: new Date(NOON) });
  });

  test('under LATEST, the children of a known shard lose nothing that came since it was opened', async () => {
    const checkpoints = memoryCheckpoints();
    await openProgress(shard('parent'), { checkpoints, ...latest });
    const later = { ...latest, nowMs: NOON + 60_000 };
    const child = await openProgress(shard('child', 'parent'), { checkpoints, ...later });
    const grandchild = await openProgress(shard('grandchild', 'child'), { checkpoints, ...later });
    expect(child.position).toEqual({ type: 'AT_TIMESTAMP', timestamp: new Date(NOON) });
    expect(grandchild.position).toEqual(child.position);
  });

  test('under LATEST, the child of a merge goes back to the parent that was opened first', async () => {
    const checkpoints = memoryCheckpoints();
    await openProgress(shard('a'), { checkpoints, ...latest, nowMs: NOON + 60_000 });
    await openProgress(shard('b'), { checkpoints, ...latest });
    const merged = { ...shard('child', 'a'), adjacentParentShardId: 'b' };
    const child = await openProgress(merged, { checkpoints, ...latest, nowMs: NOON + 120_000 });
    expect(child.position).toEqual({ type: 'AT_TIMESTAMP', timestamp: new Date(NOON) });
  });

  test('under AT_TIMESTAMP, children and restarts begin at the same moment as all others', async () => {
    const checkpoints = memoryCheckpoints();
    const parent = await openProgress(shard('parent'), { checkpoints, ...stamped });
    const later = { ...stamped, nowMs: NOON + 60_000 };
    const restarted = await openProgress(shard('parent'), { checkpoints, ...later });
    const child = await openProgress(shard('child', 'parent'), { checkpoints, ...later });
    expect(restarted.position).toEqual(parent.position);
    expect(child.position).toEqual(parent.position);
  });

  test('nowhere, once it was delivered to its end', async () => {
    const checkpoints = memoryCheckpoints();
    await (await openProgress(shard('a'), { checkpoints, ...horizon })).finish('4950');
    const closed = { ...shard('a'), closed: true };
    expect((await openProgress(closed, { checkpoints, ...horizon })).finished).toBe(true);
  });

  test('behind its last record when it was at its end and is open again: the stream lost a resharding', async () => {
    const checkpoints = memoryCheckpoints();
    await (await openProgress(shard('a'), { checkpoints, ...horizon })).finish('4950');
    const open = await openProgress(shard('a'), { checkpoints, ...horizon });
    expect(open.finished).toBe(false);
    expect(open.position).toEqual({ type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: '4950' });
  });
});

describe('the marks of lanes', () => {
  const keys = ['a', 'b', 'c', 'd', 'e', 'f'];
  const at = (sequenceNumber: string, partitionKey: string) => ({ sequenceNumber, partitionKey });

  test('say which records above the low-water mark are done', () => {
    const lane = laneOfKey('a', 2);
    const marks = lane === 0 ? ['4950', null] : [null, '4950'];
    const other = keys.find((key) => laneOfKey(key, 2) !== lane)!;
    expect(isDoneBy([marks], at('4950', 'a'))).toBe(true);
    expect(isDoneBy([marks], at('4951', 'a'))).toBe(false);
    expect(isDoneBy([marks], at('4940', other))).toBe(false);
  });

  test('are kept for each number of lanes until the low-water mark passes them', () => {
    const earlier = [['4950', '4960', null]];
    expect(mergeMarks(earlier, ['4970', null], '4955')).toEqual([
      [null, '4960', null],
      ['4970', null],
    ]);
    expect(mergeMarks(earlier, ['4970', null], '4960')).toEqual([['4970', null]]);
    expect(mergeMarks(earlier, ['4970', null], '4970')).toEqual([]);
  });

  test('of the same number of lanes go on where the earlier run left them', () => {
    expect(mergeMarks([['4950', '4960']], [null, '4980'], '4940')).toEqual([['4950', '4980']]);
  });

  test('are compared as numbers', () => {
    expect(mergeMarks([], ['1000', null], '999')).toEqual([['1000', null]]);
    expect(mergeMarks([], ['999', null], '1000')).toEqual([]);
  });
});

test('saves of one shard never overlap, and each is answered when what it changed is saved', async () => {
  let state = 0;
  let saving = 0;
  const saved: number[] = [];
  const save = oneAtATime(async () => {
    expect(++saving).toBe(1);
    const seen = state;
    await setImmediate();
    saved.push(seen);
    saving--;
  });
  await Promise.all(
    [1, 2, 3, 4].map(async (change) => {
      state = change;
      await save();
      expect(saved.at(-1)).toBeGreaterThanOrEqual(change);
    }),
  );
  expect(saved.length).toBeLessThan(4);
});

test('a save that fails fails for those who wait for it alone', async () => {
  let failing = true;
  const save = oneAtATime(async () => {
    if (failing) throw new Error('the disk is full');
  });
  await expect(save()).rejects.toThrow('the disk is full');
  failing = false;
  await save();
});
