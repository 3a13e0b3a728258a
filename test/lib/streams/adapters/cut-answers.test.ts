import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { DUMMY_CREDENTIALS, openKinesis } from '../../../../lib/streams/adapters/kinesis.ts';
import { openShard } from '../../../../lib/streams/shard-reader.ts';
import { type StreamClient, TRIM_HORIZON } from '../../../../lib/streams/stream-client.ts';

const ANSWERS: Readonly<Record<string, unknown>> = {
  ListShards: { Shards: [{ ShardId: 'shardId-000000000000', SequenceNumberRange: {} }] },
  GetShardIterator: { ShardIterator: 'an iterator' },
  GetRecords: { Records: [], NextShardIterator: 'the next iterator', MillisBehindLatest: 0 },
  PutRecords: { FailedRecordCount: 0, Records: [{ ShardId: 'shardId-000000000000', SequenceNumber: '1' }] },
};

/** Each answer in full, but for the bytes of its body that a connection still carries before it is cut. */
async function cuttingKinesis(bytesOfRequest: (n: number) => number): Promise<StreamClient> {
  let requests = 0;
  const server: Http2Server = createServer();
  server.on('stream', (stream, headers) => {
    const operation = String(headers['x-amz-target']).split('.')[1]!;
    answer(stream, Buffer.from(JSON.stringify(ANSWERS[operation])), bytesOfRequest(++requests));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = openKinesis({ endpoint, region: 'us-east-1', credentials: DUMMY_CREDENTIALS });
  onTestFinished(() => {
    client.close();
    server.close();
  });
  return client;
}

function answer(stream: ServerHttp2Stream, body: Buffer, bytes: number): void {
  stream.respond({ ':status': 200, 'content-type': 'application/x-amz-json-1.1' });
  if (bytes >= body.length) stream.end(body);
  else if (bytes === 0) setTimeout(() => stream.session?.destroy(), 20);
  else stream.write(body.subarray(0, bytes), () => setTimeout(() => stream.session?.destroy(), 20));
}

const WHOLE = Number.POSITIVE_INFINITY;

const CALLS = [
  ['ListShards', (client: StreamClient) => client.listShards('s')],
  ['GetShardIterator', (client: StreamClient) => client.shardIterator('s', 'shard', TRIM_HORIZON)],
  ['GetRecords', (client: StreamClient) => client.getRecords('an iterator', 10)],
  [
    'PutRecords',
    (client: StreamClient) => client.putEntries('s', [{ data: Buffer.from('a'), partitionKey: 'k' }]),
  ],
] as const;

test.each(CALLS)('%s whose answer was cut before or in its body is asked again', async (_, call) => {
  const whole = await call(await cuttingKinesis(() => WHOLE));
  expect(await call(await cuttingKinesis((n) => (n === 1 ? 0 : WHOLE)))).toEqual(whole);
  expect(await call(await cuttingKinesis((n) => (n === 1 ? 9 : WHOLE)))).toEqual(whole);
});

test.each(CALLS)('%s whose every answer is cut fails, and says nothing that is not so', async (_, call) => {
  await expect(call(await cuttingKinesis(() => 0))).rejects.toThrow('the connection was cut');
});

test('a shard is not at its end because an answer was cut', async () => {
  const client = await cuttingKinesis((n) => (n < 2 ? WHOLE : 0));
  const reader = await openShard(client, 's', 'shardId-000000000000', TRIM_HORIZON);
  await expect(reader.read(10)).rejects.toThrow();
  expect(reader.finished).toBe(false);
});
