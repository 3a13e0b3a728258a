import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Shard } from '../../../lib/streams/stream-client.ts';
import type { CheckpointStore } from '../../../localstack/event-source-mapping/checkpoints/checkpoint-store.ts';
import { directoryCheckpoints } from '../../../localstack/event-source-mapping/checkpoints/directory-checkpoints.ts';
import { memoryCheckpoints } from '../../../localstack/event-source-mapping/checkpoints/memory-checkpoints.ts';
import { openProgress } from '../../../localstack/event-source-mapping/checkpoints/shard-progress.ts';
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
  const latest = { startingPosition: 'LATEST', nowMs: NOON } as const;
  const horizon = { startingPosition: 'TRIM_HORIZON', nowMs: NOON } as const;

  test('at the starting position, without a checkpoint', async () => {
    const open = (options: typeof latest | typeof horizon) =>
      openProgress(shard('a'), { checkpoints: memoryCheckpoints(), ...options });
    expect((await open(latest)).position).toEqual({ type: 'LATEST' });
    expect((await open(horizon)).position).toEqual({ type: 'TRIM_HORIZON' });
  });

  test('after the checkpoint, with one', async () => {
    const checkpoints = memoryCheckpoints();
    await (await openProgress(shard('a'), { checkpoints, ...latest })).advance('4950');
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

  test('nowhere, once it was delivered to its end', async () => {
    const checkpoints = memoryCheckpoints();
    await (await openProgress(shard('a'), { checkpoints, ...horizon })).finish();
    expect((await openProgress(shard('a'), { checkpoints, ...horizon })).finished).toBe(true);
  });
});
