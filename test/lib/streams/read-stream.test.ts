import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readStream } from '../../../lib/streams/read-stream.ts';
import { readableShards } from '../../../lib/streams/shard-lineage.ts';
import { openShard } from '../../../lib/streams/shard-reader.ts';
import { LATEST, StreamNotFound, TRIM_HORIZON } from '../../../lib/streams/stream-client.ts';
import { MemoryStreams } from '../../support/memory-streams.ts';

const FIRST = 'shardId-000000000000';

function put(client: MemoryStreams, shardId: string, ...texts: string[]): void {
  for (const text of texts) client.put(shardId, { data: Buffer.from(text), partitionKey: text });
}

async function texts(records: AsyncIterable<{ readonly data: Uint8Array }>, count = Number.MAX_VALUE) {
  const read: string[] = [];
  for await (const record of records) {
    read.push(Buffer.from(record.data).toString());
    if (read.length === count) break;
  }
  return read;
}

test('without follow, reading ends at the end of all shards', async () => {
  const client = new MemoryStreams('s', 2);
  put(client, FIRST, 'a', 'b');
  put(client, 'shardId-000000000001', 'c');
  const records = await readStream(client, 's', {
    position: TRIM_HORIZON,
    follow: false,
    limit: 1,
    pollMs: 1,
  });
  expect((await texts(records)).toSorted()).toEqual(['a', 'b', 'c']);
});

test('LATEST is the moment when the promise resolves', async () => {
  const client = new MemoryStreams('s', 1);
  put(client, FIRST, 'before');
  const records = await readStream(client, 's', { position: LATEST, pollMs: 1 });
  put(client, FIRST, 'after');
  expect(await texts(records, 1)).toEqual(['after']);
});

test('a record carries the shard that it was read from', async () => {
  const client = new MemoryStreams('s', 1);
  put(client, FIRST, 'a');
  for await (const record of await readStream(client, 's', { position: TRIM_HORIZON, follow: false })) {
    expect(record.shardId).toBe(FIRST);
  }
});

test('children are read after their parents, to the end', async () => {
  const client = new MemoryStreams('s', 1);
  put(client, FIRST, 'a', 'b');
  const [left] = client.split(FIRST);
  put(client, left!, 'c');
  const [leftmost] = client.split(left!);
  put(client, leftmost!, 'd');
  client.closeAll();
  const records = await readStream(client, 's', { position: TRIM_HORIZON, limit: 1, pollMs: 1 });
  expect(await texts(records)).toEqual(['a', 'b', 'c', 'd']);
});

test('LATEST leaves out what closed shards hold, and what their children held before', async () => {
  const client = new MemoryStreams('s', 1);
  put(client, FIRST, 'a');
  const [left] = client.split(FIRST);
  put(client, left!, 'b');
  const records = await readStream(client, 's', { position: LATEST, pollMs: 1 });
  put(client, left!, 'c');
  expect(await texts(records, 1)).toEqual(['c']);
});

test('an expired iterator is renewed behind the last record', async () => {
  const client = new MemoryStreams('s', 1);
  put(client, FIRST, 'a', 'b', 'c');
  const read: string[] = [];
  for await (const record of await readStream(client, 's', {
    position: TRIM_HORIZON,
    follow: false,
    limit: 1,
    pollMs: 1,
  })) {
    read.push(record.partitionKey);
    client.expireIterators();
  }
  expect(read).toEqual(['a', 'b', 'c']);
});

test('a LATEST reader whose iterator expires before it read a record skips nothing since its opening', async () => {
  const client = new MemoryStreams('s', 1);
  put(client, FIRST, 'before');
  // Arrival times are in whole milliseconds: the opening is not in the same one as the record before it.
  await sleep(5);
  const shard = await openShard(client, 's', FIRST, LATEST);
  expect((await shard.read(10)).records).toEqual([]);
  put(client, FIRST, 'a', 'b');
  client.expireIterators();
  expect((await shard.read(10)).records.map((record) => record.partitionKey)).toEqual(['a', 'b']);
  put(client, FIRST, 'c');
  client.expireIterators();
  expect((await shard.read(10)).records.map((record) => record.partitionKey)).toEqual(['c']);
});

test('an aborted signal ends the reading without an error', async () => {
  const client = new MemoryStreams('s', 1);
  const stop = new AbortController();
  const records = await readStream(client, 's', { position: TRIM_HORIZON, signal: stop.signal });
  setTimeout(() => stop.abort(), 20);
  expect(await texts(records)).toEqual([]);
});

test('a stream that does not exist is named', async () => {
  const reading = readStream(new MemoryStreams('s', 1), 'other', { position: LATEST });
  await expect(reading).rejects.toThrow(StreamNotFound);
});

test('a shard may be read when its parents are finished or trimmed', () => {
  const shard = (shardId: string, parentShardId?: string, adjacentParentShardId?: string) => ({
    shardId,
    parentShardId,
    adjacentParentShardId,
    closed: false,
  });
  const shards = [shard('a'), shard('b'), shard('merged', 'a', 'b'), shard('orphan', 'trimmed')];
  const ids = (finished: string[]) => readableShards(shards, new Set(finished)).map((s) => s.shardId);
  expect(ids([])).toEqual(['a', 'b', 'orphan']);
  expect(ids(['a'])).toEqual(['b', 'orphan']);
  expect(ids(['a', 'b', 'orphan'])).toEqual(['merged']);
});
