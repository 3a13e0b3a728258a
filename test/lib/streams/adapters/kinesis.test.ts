import { expect, test } from 'vitest';
import { DUMMY_CREDENTIALS, openKinesis } from '../../../../lib/streams/adapters/kinesis.ts';
import { ensureStream } from '../../../../lib/streams/ensure-stream.ts';
import { putRecord, putRecords } from '../../../../lib/streams/put-records.ts';
import { readStream } from '../../../../lib/streams/read-stream.ts';
import { openShard } from '../../../../lib/streams/shard-reader.ts';
import { StreamNotFound, StreamsUnreachable, TRIM_HORIZON } from '../../../../lib/streams/stream-client.ts';
import { testKinesis } from '../../../support/kinesis.ts';

const kinesis = testKinesis();

test('what is put is read, byte for byte, under its key and sequence number', async () => {
  const stream = await kinesis.stream();
  const data = Buffer.from([0, 255, 128, 10]);
  const receipt = await putRecord(kinesis.client, stream, { data, partitionKey: 'ключ' });
  for await (const record of await readStream(kinesis.client, stream, {
    position: TRIM_HORIZON,
    follow: false,
  })) {
    expect(Buffer.from(record.data)).toEqual(data);
    expect(record.partitionKey).toBe('ключ');
    expect(record).toMatchObject(receipt);
    expect(Math.abs(Date.now() - record.arrivedAt.getTime())).toBeLessThan(60_000);
  }
});

test('all shards are read', async () => {
  const stream = await kinesis.stream(3);
  const entries = Array.from({ length: 600 }, (_, i) => ({
    data: Buffer.from(`${i}`),
    partitionKey: `${i}`,
  }));
  const receipts = await putRecords(kinesis.client, stream, entries);
  const read = new Set<string>();
  for await (const record of await readStream(kinesis.client, stream, {
    position: TRIM_HORIZON,
    follow: false,
  })) {
    read.add(`${record.shardId} ${record.sequenceNumber}`);
  }
  expect(read).toEqual(new Set(receipts.map((r) => `${r.shardId} ${r.sequenceNumber}`)));
  expect(new Set(receipts.map((r) => r.shardId)).size).toBe(3);
});

test('a shard is read on after a sequence number, and from one', async () => {
  const stream = await kinesis.stream();
  const receipts = [];
  for (const text of ['a', 'b', 'c']) {
    receipts.push(await putRecord(kinesis.client, stream, { data: Buffer.from(text), partitionKey: 'k' }));
  }
  const { shardId, sequenceNumber } = receipts[1]!;
  const after = await openShard(kinesis.client, stream, shardId, {
    type: 'AFTER_SEQUENCE_NUMBER',
    sequenceNumber,
  });
  const at = await openShard(kinesis.client, stream, shardId, { type: 'AT_SEQUENCE_NUMBER', sequenceNumber });
  expect((await after.read(10)).records.map((r) => r.sequenceNumber)).toEqual([receipts[2]!.sequenceNumber]);
  expect((await at.read(1)).records.map((r) => r.sequenceNumber)).toEqual([sequenceNumber]);
});

test('ensuring a stream that exists keeps it as it is', async () => {
  const stream = await kinesis.stream(2);
  await ensureStream(kinesis.client, stream, { shards: 5 });
  expect(await kinesis.client.listShards(stream)).toHaveLength(2);
});

test('a stream that does not exist is named, with the endpoint', async () => {
  const failure = kinesis.client.listShards('nowhere');
  await expect(failure).rejects.toThrow(StreamNotFound);
  await expect(failure).rejects.toThrow(`there is no stream nowhere at ${kinesis.endpoint}`);
  expect(await kinesis.client.streamStatus('nowhere')).toBeUndefined();
});

test('where nothing answers, the message says so and what to start', async () => {
  const client = openKinesis({
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
    credentials: DUMMY_CREDENTIALS,
    attempts: 1,
  });
  const failure = client.streamStatus('s');
  await expect(failure).rejects.toThrow(StreamsUnreachable);
  await expect(failure).rejects.toThrow('no Kinesis answers at http://127.0.0.1:1; start the local stack');
  client.close();
});
