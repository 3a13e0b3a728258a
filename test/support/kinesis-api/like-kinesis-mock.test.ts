import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { testKinesis } from '../kinesis.ts';
import { startKinesisApi } from './kinesis-api.ts';

/** The same calls against kinesis-mock and the stand-in: where they differ, one of them is no Kinesis. */

const mock = testKinesis();

test('iterators, splits, merges and the ends of closed shards are those of kinesis-mock', async () => {
  const api = await startKinesisApi();
  try {
    const [theirs, ours] = [await story(mock.endpoint), await story(api.endpoint)];
    expect(ours).toEqual(theirs);
    expect(ours.length).toBeGreaterThan(40);
  } finally {
    await api.close();
  }
});

const STREAM = { StreamName: 'story' };
const KEYS = ['a', 'b', 'c', 'd', 'e', 'f'];
const [FIRST, SECOND, LOWER, UPPER, MERGED] = Array.from({ length: 5 }, (_, i) => `shardId-00000000000${i}`);
const A_QUARTER = (2n ** 126n).toString();

/** What was seen, step by step, without what may differ: sequence numbers, times, tokens, words of messages. */
async function story(endpoint: string): Promise<readonly unknown[]> {
  const told: unknown[] = [];
  const { call, put, iterator, read } = talkTo(endpoint);
  await call('CreateStream', { ...STREAM, ShardCount: 2 });
  await active(call);
  told.push(await call('CreateStream', { ...STREAM, ShardCount: 2 }).then(errorOf));
  told.push(await shardsOf(call), await put(KEYS).then(shardIdsOf));
  const receipts = (await put(KEYS)).Records as { ShardId: string; SequenceNumber: string }[];
  for (const shard of [FIRST, SECOND]) {
    const own = receipts.filter(({ ShardId }) => ShardId === shard);
    for (const { SequenceNumber } of [own[0]!, own.at(-1)!]) {
      const StartingSequenceNumber = SequenceNumber;
      told.push(await read(shard, { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber }));
      told.push(await read(shard, { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber }));
    }
    told.push(...(await readFromEverywhere(read, shard)));
  }
  const held = await iterator(FIRST, { ShardIteratorType: 'TRIM_HORIZON' });
  const heldAtEnd = await iterator(FIRST, { ShardIteratorType: 'LATEST' });
  told.push(
    await call('SplitShard', { ...STREAM, ShardToSplit: FIRST, NewStartingHashKey: A_QUARTER }).then(errorOf),
  );
  await active(call);
  told.push(
    await call('SplitShard', { ...STREAM, ShardToSplit: SECOND, NewStartingHashKey: '5' }).then(errorOf),
  );
  told.push(await shardsOf(call), await put(KEYS).then(shardIdsOf));
  told.push(
    await drain(call, held),
    await drain(call, heldAtEnd),
    ...(await readFromEverywhere(read, FIRST)),
  );
  told.push(await merge(call, LOWER, SECOND), await merge(call, UPPER, SECOND));
  await active(call);
  told.push(await shardsOf(call), await put(KEYS).then(shardIdsOf));
  for (const shard of [FIRST, SECOND, LOWER, UPPER, MERGED]) {
    told.push(await drain(call, await iterator(shard, { ShardIteratorType: 'TRIM_HORIZON' })));
  }
  const entry = { Data: text('x'), PartitionKey: 'x', ExplicitHashKey: '0' };
  told.push(await call('PutRecord', { ...STREAM, ...entry }).then(({ ShardId }) => ShardId));
  told.push(
    await call('GetShardIterator', {
      ...STREAM,
      ShardId: 'shardId-000000000099',
      ShardIteratorType: 'LATEST',
    }).then(errorOf),
  );
  told.push(await call('ListShards', { StreamName: 'nowhere' }).then(errorOf));
  return told;
}

type Call = (operation: string, input: object) => Promise<Record<string, unknown>>;
type Read = (shard: string | undefined, from: object, limit?: number) => Promise<unknown>;

function talkTo(endpoint: string) {
  const call: Call = async (operation, input) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `Kinesis_20131202.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/kinesis/aws4_request, SignedHeaders=a, Signature=a',
    };
    const answer = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(input) });
    const body = await answer.text();
    return body === '' ? {} : JSON.parse(body);
  };
  const iterator = async (shard: string | undefined, from: object) =>
    (await call('GetShardIterator', { ...STREAM, ShardId: shard, ...from })).ShardIterator as string;
  return {
    call,
    iterator,
    put: (keys: readonly string[]) =>
      call('PutRecords', { ...STREAM, Records: keys.map((key) => ({ Data: text(key), PartitionKey: key })) }),
    read: async (shard: string | undefined, from: object, limit = 100) => {
      const given = await call('GetShardIterator', { ...STREAM, ShardId: shard, ...from });
      if (given.ShardIterator === undefined) return errorOf(given);
      return pageOf(await call('GetRecords', { ShardIterator: given.ShardIterator, Limit: limit }));
    },
  };
}

async function readFromEverywhere(read: Read, shard: string | undefined): Promise<unknown[]> {
  const at = (seconds: number) => ({
    ShardIteratorType: 'AT_TIMESTAMP',
    Timestamp: Date.now() / 1_000 + seconds,
  });
  return [
    await read(shard, { ShardIteratorType: 'TRIM_HORIZON' }),
    await read(shard, { ShardIteratorType: 'TRIM_HORIZON' }, 1),
    await read(shard, { ShardIteratorType: 'LATEST' }),
    await read(shard, { ShardIteratorType: 'AT_SEQUENCE_NUMBER' }),
    await read(shard, at(-60)),
    await read(shard, at(60)),
  ];
}

/** Pages from an iterator until there is no next one; at most five. */
async function drain(call: Call, from: string): Promise<unknown[]> {
  const pages: unknown[] = [];
  for (let next: unknown = from; typeof next === 'string' && pages.length < 5; ) {
    const page = await call('GetRecords', { ShardIterator: next });
    pages.push(pageOf(page));
    next = page.NextShardIterator;
  }
  return pages;
}

function pageOf(page: Record<string, unknown>) {
  const records = page.Records as { Data: string; PartitionKey: string }[];
  return {
    records: records.map(({ Data, PartitionKey }) => `${PartitionKey} ${Buffer.from(Data, 'base64')}`),
    ended: (page.NextShardIterator ?? null) === null,
    children: (page.ChildShards as { ShardId: string; ParentShards: string[] }[] | undefined)?.map(
      ({ ShardId, ParentShards }) => [ShardId, ParentShards.toSorted()],
    ),
  };
}

async function shardsOf(call: Call): Promise<unknown[]> {
  const { Shards } = (await call('ListShards', STREAM)) as {
    Shards: {
      ShardId: string;
      ParentShardId?: string;
      AdjacentParentShardId?: string;
      SequenceNumberRange: { EndingSequenceNumber?: string };
    }[];
  };
  return Shards.toSorted((a, b) => (a.ShardId < b.ShardId ? -1 : 1)).map((shard) => ({
    id: shard.ShardId,
    parents: [shard.ParentShardId, shard.AdjacentParentShardId].filter(Boolean).toSorted(),
    closed: typeof shard.SequenceNumberRange.EndingSequenceNumber === 'string',
  }));
}

async function merge(call: Call, shard: string | undefined, adjacent: string | undefined): Promise<unknown> {
  return errorOf(
    await call('MergeShards', { ...STREAM, ShardToMerge: shard, AdjacentShardToMerge: adjacent }),
  );
}

async function active(call: Call): Promise<void> {
  for (;;) {
    const { StreamDescriptionSummary } = await call('DescribeStreamSummary', STREAM);
    if ((StreamDescriptionSummary as { StreamStatus?: string })?.StreamStatus === 'ACTIVE') return;
    await sleep(20);
  }
}

function shardIdsOf({ Records }: Record<string, unknown>): string[] {
  return (Records as { ShardId: string }[]).map(({ ShardId }) => ShardId);
}

/** The name of the error, or undefined when all went well. */
function errorOf({ __type }: Record<string, unknown>): unknown {
  return __type;
}

function text(data: string): string {
  return Buffer.from(data).toString('base64');
}
