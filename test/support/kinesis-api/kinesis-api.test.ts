import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { kinesisPutRecords } from '../../../lambdas/inference/adapters/kinesis-put-records.ts';
import { DUMMY_CREDENTIALS, openKinesis } from '../../../lib/streams/adapters/kinesis.ts';
import { putRecords } from '../../../lib/streams/put-records.ts';
import { readStream } from '../../../lib/streams/read-stream.ts';
import {
  IteratorExpired,
  type StreamClient,
  StreamNotFound,
  StreamsUnreachable,
  TRIM_HORIZON,
} from '../../../lib/streams/stream-client.ts';
import { putEntries } from '../../lambdas/inference/adapters/put-entries.ts';
import type { KinesisFault } from './faults.ts';
import { type KinesisApi, startKinesisApi } from './kinesis-api.ts';

const REGION = 'us-east-1';
const MINUTE_MS = 60_000;

let api: KinesisApi;
let client: StreamClient;
let now = 1_700_000_000_000;

beforeEach(async () => {
  api = await startKinesisApi({ now: () => now });
  client = openKinesis({
    endpoint: api.endpoint,
    region: REGION,
    credentials: DUMMY_CREDENTIALS,
    attempts: 1,
  });
});
afterEach(async () => {
  client.close();
  await api.close();
});

/** The function's own way to put: HTTP/1.1 by hand. */
function functionSink(timeoutMs = 3_000) {
  return kinesisPutRecords({
    streamName: 's',
    region: REGION,
    endpointUrl: api.endpoint,
    credentials: DUMMY_CREDENTIALS,
    timeoutMs,
  });
}

const entriesOf = (texts: readonly string[]) =>
  texts.map((text) => ({ data: Buffer.from(text), partitionKey: text }));
const textsOf = (stream = 's') => Array.from(api.records(stream), ({ data }) => data.toString());
const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, i) => `${from + i}`);

async function readAll(stream = 's'): Promise<string[]> {
  const read = await readStream(client, stream, { position: TRIM_HORIZON, follow: false });
  return Array.fromAsync(read, ({ data }) => Buffer.from(data).toString());
}

test('what the function puts over HTTP/1.1 is read over HTTP/2, byte for byte, and in process', async () => {
  await client.createStream('s', 2);
  const answer = await functionSink().put(
    putEntries([
      ['ключ', 'один'],
      ['b', ''],
    ]),
  );
  expect(answer).toEqual({ kind: 'taken', failed: [] });
  expect((await readAll()).toSorted()).toEqual(['', 'один']);
  expect(Array.from(api.records('s'), ({ partitionKey }) => partitionKey).toSorted()).toEqual(['b', 'ключ']);
});

test('sequence numbers have 56 digits, ascend within a shard and from parents to children', async () => {
  await client.createStream('s', 1);
  const before = await putRecords(client, 's', entriesOf(numbers(20)));
  const children = api.splitShard('s', 'shardId-000000000000');
  api.mergeShards('s', ...children);
  const after = await putRecords(client, 's', entriesOf(numbers(20)));
  const all = [...before, ...after].map(({ sequenceNumber }) => BigInt(sequenceNumber));
  expect(all).toEqual(all.toSorted((a, b) => (a < b ? -1 : 1)));
  expect(new Set(all).size).toBe(40);
  // Whoever compares them as numbers sees them all alike.
  expect(new Set(before.map(({ sequenceNumber }) => Number(sequenceNumber))).size).toBe(1);
  expect(before.every(({ sequenceNumber }) => sequenceNumber.length === 56)).toBe(true);
});

test('a reader follows splits and merges from parents to children, and each key keeps its order', async () => {
  await client.createStream('s', 2);
  const keys = numbers(30);
  for (const round of ['before', 'split', 'merged']) {
    if (round === 'split') api.splitShard('s', 'shardId-000000000001');
    if (round === 'merged') api.mergeShards('s', 'shardId-000000000000', 'shardId-000000000002');
    await putRecords(
      client,
      's',
      keys.map((key) => ({ data: Buffer.from(round), partitionKey: key })),
    );
  }
  const seen = new Map<string, string[]>(keys.map((key) => [key, []]));
  const read = await readStream(client, 's', { position: TRIM_HORIZON, follow: false });
  for await (const { partitionKey, data } of read) seen.get(partitionKey)!.push(Buffer.from(data).toString());
  for (const rounds of seen.values()) expect(rounds).toEqual(['before', 'split', 'merged']);
  expect((await client.listShards('s')).map(({ closed }) => closed)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

test('a page ends before 10 MiB, at 10,000 records and at the limit that was asked for', async () => {
  api.createStream('s', 1);
  api.put(
    's',
    numbers(15).map((partitionKey) => ({ data: Buffer.alloc(1_000_000), partitionKey })),
  );
  api.put('s', entriesOf(numbers(10_001)));
  const first = await client.shardIterator('s', 'shardId-000000000000', TRIM_HORIZON);
  const pages: number[] = [];
  for (let next: string | undefined = first; pages.length < 3; ) {
    const page = await client.getRecords(next!, pages.length === 2 ? 7 : 10_000);
    pages.push(page.records.length);
    next = page.nextIterator;
  }
  expect(pages).toEqual([10, 10_000, 6]);
});

test('a reader learns how far it is behind, and an iterator expires after five minutes', async () => {
  api.createStream('s', 1);
  api.put('s', entriesOf(['a', 'b']));
  now += MINUTE_MS;
  const iterator = await client.shardIterator('s', 'shardId-000000000000', TRIM_HORIZON);
  expect(await client.getRecords(iterator, 1)).toMatchObject({ millisBehindLatest: MINUTE_MS });
  expect(await client.getRecords(iterator, 2)).toMatchObject({ millisBehindLatest: 0 });
  now += 5 * MINUTE_MS + 1;
  await expect(client.getRecords(iterator, 1)).rejects.toThrow(IteratorExpired);
});

test('what Kinesis refuses is refused, whole, and nothing of it is kept', async () => {
  await client.createStream('s', 1);
  const large = { data: Buffer.alloc(1024 * 1024), partitionKey: 'k' };
  await expect(client.putEntries('s', [...entriesOf(['a']), large])).rejects.toThrow('larger than 1 MiB');
  await expect(client.putEntries('s', entriesOf(numbers(501)))).rejects.toThrow('500');
  await expect(client.putEntries('nowhere', entriesOf(['a']))).rejects.toThrow(StreamNotFound);
  expect(textsOf()).toEqual([]);
});

const LOST: readonly KinesisFault[] = [
  { kind: 'cut' },
  { kind: 'time-out' },
  { kind: 'error', status: 500, code: 'InternalFailure' },
];
const UNHEARD: readonly KinesisFault[] = [
  { kind: 'cut-answer' },
  { kind: 'drop-answer' },
  { kind: 'slow-answer', ms: 1_000 },
];

test.each([...LOST, ...UNHEARD])(
  '$kind strikes one request of the function, and is counted',
  async (fault) => {
    api.createStream('s', 1);
    api.setFault(({ number }) => (number === 1 ? fault : undefined));
    const sink = functionSink(200);
    expect(await sink.put(putEntries([['k', 'a']]))).toMatchObject({ kind: 'retry' });
    expect(textsOf()).toEqual(UNHEARD.includes(fault) ? ['a'] : []);
    expect(await sink.put(putEntries([['k', 'b']]))).toEqual({ kind: 'taken', failed: [] });
    expect(api.faults[fault.kind]).toBe(1);
  },
);

test.each([...LOST.filter(({ kind }) => kind !== 'time-out'), ...UNHEARD.slice(0, 2)])(
  '$kind strikes the SDK over HTTP/2 as well, which goes on afterwards',
  async (fault) => {
    api.createStream('s', 1);
    api.setFault(({ number }) => (number === 1 ? fault : undefined));
    await expect(client.putEntries('s', entriesOf(['a']))).rejects.toThrow();
    await client.putEntries('s', entriesOf(['b']));
    expect(textsOf()).toEqual(UNHEARD.includes(fault) ? ['a', 'b'] : ['b']);
  },
);

test('entries fail one by one, with the codes of Kinesis, and only where there are any', async () => {
  api.createStream('s', 1);
  const sink = functionSink();
  const entries = putEntries([
    ['a', 'a'],
    ['b', 'b'],
    ['c', 'c'],
  ]);
  api.setFault(() => ({ kind: 'throttle-entries', positions: [0, 2, 7] }));
  expect(await sink.put(entries)).toEqual({
    kind: 'taken',
    failed: [
      { position: 0, code: 'ProvisionedThroughputExceededException' },
      { position: 2, code: 'ProvisionedThroughputExceededException' },
    ],
  });
  await client.listShards('s');
  // Positions may be an iterator, which can be read once alone.
  api.setFault(() => ({ kind: 'fail-entries', positions: [1].values() }));
  expect(await sink.put(entries)).toEqual({
    kind: 'taken',
    failed: [{ position: 1, code: 'InternalFailure' }],
  });
  expect(textsOf()).toEqual(['b', 'a', 'c']);
  expect(api.faults).toMatchObject({ 'throttle-entries': 1, 'fail-entries': 1 });
});

test.each(['slow-answer', 'cut-answer', 'drop-answer'] as const)(
  'a client that goes away before its answer (%s) takes nobody else with it',
  async (kind) => {
    api.createStream('s', 1);
    api.setFault(({ number }) => (number === 1 ? { kind, ms: 50 } : undefined));
    const leaving = openKinesis({ endpoint: api.endpoint, region: REGION, credentials: DUMMY_CREDENTIALS });
    const put = leaving.putEntries('s', entriesOf(['a'])).catch(() => undefined);
    while (textsOf().length === 0) await sleep(1);
    leaving.close();
    await sleep(100);
    await client.putEntries('s', entriesOf(['b']));
    await put;
    expect(textsOf()).toContain('b');
  },
);

test('while connections are refused nothing answers, and afterwards all is as it was', async () => {
  await client.createStream('s', 1);
  await client.putEntries('s', entriesOf(['a']));
  await api.refuse();
  // The first request meets the connection that was there, whose end the client may not have seen.
  await client.listShards('s').catch(() => undefined);
  await expect(client.listShards('s')).rejects.toThrow(StreamsUnreachable);
  await api.accept();
  expect(await readAll()).toEqual(['a']);
});
