import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PUT_RECORDS_MAX_BYTES, PUT_RECORDS_MAX_ENTRIES } from '../../../lib/contract/limits.ts';
import { EntriesFailed, putRecord, putRecords } from '../../../lib/streams/put-records.ts';
import { MemoryStreams } from '../../support/memory-streams.ts';

const FAST = { backoffMs: 0 };

function entries(count: number, bytes = 1) {
  return Array.from({ length: count }, (_, index) => ({
    data: Buffer.alloc(bytes, index),
    partitionKey: `key-${index}`,
  }));
}

function storedKeys(client: MemoryStreams): string[] {
  return [...client.shards.values()].flatMap((shard) => shard.records.map((record) => record.partitionKey));
}

test('a receipt comes back for each entry, in their order', async () => {
  const client = new MemoryStreams('s', 3);
  const receipts = await putRecords(client, 's', entries(1201));
  const byPlace = receipts.map((receipt) => {
    const shard = client.shards.get(receipt.shardId)!;
    return shard.records.find((record) => record.sequenceNumber === receipt.sequenceNumber)!.partitionKey;
  });
  expect(byPlace).toEqual(entries(1201).map((entry) => entry.partitionKey));
});

test('requests keep to 500 entries and 5 MiB, partition keys included', async () => {
  const client = new MemoryStreams('s', 1);
  await putRecords(client, 's', [...entries(1100), ...entries(12, 1_000_000)]);
  expect(client.requests.length).toBeGreaterThan(4);
  for (const request of client.requests) {
    expect(request.entries).toBeLessThanOrEqual(PUT_RECORDS_MAX_ENTRIES);
    expect(request.bytes).toBeLessThanOrEqual(PUT_RECORDS_MAX_BYTES);
  }
});

test('only the entries that failed are put again, whichever they are', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 1500 }),
      fc.array(fc.nat(499), { maxLength: 30 }),
      async (count, failing) => {
        const client = new MemoryStreams('s', 2);
        const places = new Set(failing);
        const firstRound = Math.ceil(count / PUT_RECORDS_MAX_ENTRIES);
        client.failsEntry = (request, place) => request < firstRound && places.has(place);
        const receipts = await putRecords(client, 's', entries(count), FAST);
        expect(receipts).toHaveLength(count);
        expect(storedKeys(client).toSorted()).toEqual(
          entries(count)
            .map((entry) => entry.partitionKey)
            .toSorted(),
        );
      },
    ),
    { numRuns: 40 },
  );
});

test('entries that fail at every attempt are named with their codes, the others with their receipts', async () => {
  const client = new MemoryStreams('s', 1);
  client.failsEntry = (_request, place) => place === 0;
  const failed = await putRecords(client, 's', entries(3), { ...FAST, attempts: 3 }).catch((error) => error);
  expect(failed).toBeInstanceOf(EntriesFailed);
  expect(failed.message).toBe('1 of 3 records could not be put on s: InternalFailure');
  expect(client.requests.map((request) => request.entries)).toEqual([3, 1, 1]);
  expect(storedKeys(client)).toEqual(['key-1', 'key-2']);
});

test('one entry gets its own receipt', async () => {
  const client = new MemoryStreams('s', 1);
  const receipt = await putRecord(client, 's', entries(1)[0]!);
  expect(receipt.shardId).toBe('shardId-000000000000');
});

test('an answer with fewer outcomes than entries has the others put again', async () => {
  const client = new MemoryStreams('s', 1);
  const putEntries = client.putEntries.bind(client);
  let requests = 0;
  client.putEntries = async (stream, batch) => {
    const answers = await putEntries(stream, batch.slice(0, 2));
    requests++;
    return answers;
  };
  const receipts = await putRecords(client, 's', entries(5), FAST);
  expect(receipts).toHaveLength(5);
  expect(storedKeys(client)).toEqual(['key-0', 'key-1', 'key-2', 'key-3', 'key-4']);
  expect(requests).toBe(3);
});

test('a fault after the first request leaves with the outcomes so far', async () => {
  const client = failingAtRequest(1, new Error('the line is cut'));
  const failed = await putRecords(client, 's', entries(1201), FAST).catch((error) => error);
  expect(failed).toBeInstanceOf(EntriesFailed);
  expect(failed.cause).toMatchObject({ message: 'the line is cut' });
  const codes = (failed as EntriesFailed).outcomes.map((outcome) =>
    'errorCode' in outcome ? outcome.errorCode : 'put',
  );
  expect(codes).toEqual([
    ...Array(500).fill('put'),
    ...Array(500).fill('Unanswered'),
    ...Array(201).fill('NotSent'),
  ]);
});

test('a fault before anything was acknowledged is thrown as it is', async () => {
  const fault = new Error('the line is cut');
  await expect(putRecords(failingAtRequest(0, fault), 's', entries(3), FAST)).rejects.toBe(fault);
});

test('a signal that aborts during a back-off leaves with the outcomes so far', async () => {
  const client = new MemoryStreams('s', 1);
  const controller = new AbortController();
  const reason = new Error('enough');
  client.failsEntry = (_request, place) => {
    setTimeout(() => controller.abort(reason), 5);
    return place === 0;
  };
  const options = { backoffMs: 60_000, random: () => 0.9, signal: controller.signal };
  const failed = await putRecords(client, 's', entries(3), options).catch((error) => error);
  expect(failed).toBeInstanceOf(EntriesFailed);
  expect(failed.cause).toBe(reason);
  expect(client.requests).toHaveLength(1);
});

/** Streams whose request of that number, counted from 0, fails as a whole. */
function failingAtRequest(number: number, fault: Error): MemoryStreams {
  const client = new MemoryStreams('s', 1);
  const putEntries = client.putEntries.bind(client);
  client.putEntries = (stream, batch) => {
    if (client.requests.length === number) client.faults.push(fault);
    return putEntries(stream, batch);
  };
  return client;
}
