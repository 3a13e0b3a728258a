import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { EventSourceMappingSettings } from '../../../lib/contract/event-source-mapping.ts';
import { putRecords } from '../../../lib/streams/put-records.ts';
import type { CheckpointStore } from '../../../localstack/event-source-mapping/checkpoints/checkpoint-store.ts';
import { directoryCheckpoints } from '../../../localstack/event-source-mapping/checkpoints/directory-checkpoints.ts';
import { memoryCheckpoints } from '../../../localstack/event-source-mapping/checkpoints/memory-checkpoints.ts';
import { startEventSourceMapping } from '../../../localstack/event-source-mapping/event-source-mapping.ts';
import type { InvokableFunction } from '../../../localstack/event-source-mapping/ports.ts';
import { testKinesis } from '../../support/kinesis.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';
import { FUNCTION_ARN, fakeFunction, MAPPING_ID, STREAM_ARN, SUCCESS } from './mapping-world.ts';

const kinesis = testKinesis();

function startOver(
  stream: string,
  target: InvokableFunction,
  checkpoints: CheckpointStore,
  settings: Partial<EventSourceMappingSettings> = {},
) {
  return startEventSourceMapping({
    client: kinesis.client,
    stream,
    source: { eventSourceArn: STREAM_ARN, region: 'us-east-1', invokeIdentityArn: 'role' },
    destination: 'none',
    mappingId: MAPPING_ID,
    functionArn: FUNCTION_ARN,
    target,
    settings: { functionResponseTypes: ['ReportBatchItemFailures'], ...settings },
    checkpoints,
    pollMs: 20,
  });
}

test('a mapping over kinesis-mock delivers each record once, across two restarts and two shards', async () => {
  const stream = await kinesis.stream(2);
  const directory = join(await temporaryDirectory(), 'checkpoints');
  const delivered: string[] = [];
  const target = {
    async invoke(payload: string) {
      const records: { eventID: string }[] = JSON.parse(payload).Records;
      // The last record of each batch is reported, so that checkpoints lie within batches too.
      const done = records.length > 1 ? records.slice(0, -1) : records;
      delivered.push(...done.map((record) => record.eventID));
      const failed = records
        .slice(done.length)
        .map(({ eventID }) => ({ itemIdentifier: eventID.split(':')[1] }));
      return { status: 'returned', payload: JSON.stringify({ batchItemFailures: failed }) } as const;
    },
  };
  const expected: string[] = [];
  for (let run = 0; run < 3; run++) {
    const entries = Array.from({ length: 30 }, (_, i) => ({
      data: Buffer.from(`${i}`),
      partitionKey: `${run} ${i}`,
    }));
    const receipts = await putRecords(kinesis.client, stream, entries);
    expected.push(...receipts.map(({ shardId, sequenceNumber }) => `${shardId}:${sequenceNumber}`));
    const mapping = startOver(stream, target, directoryCheckpoints(directory), { batchSize: 25 });
    await vi.waitFor(() => expect(delivered).toHaveLength(expected.length), 10_000);
    await mapping.stop();
  }
  expect(delivered.toSorted()).toEqual(expected.toSorted());
});

test('a mapping over kinesis-mock delivers all again when its checkpoint is past the end of the stream', async () => {
  const stream = await kinesis.stream(1);
  const put = (text: string) =>
    putRecords(kinesis.client, stream, [{ data: Buffer.from(text), partitionKey: 'k' }]);
  const [first] = await put('before');
  const checkpoints = memoryCheckpoints();
  // A record that the stream had, and lost when it was killed; the next one comes before it.
  const lost = String(BigInt(first!.sequenceNumber) + 2n ** 90n);
  const since = new Date().toISOString();
  await checkpoints.save(first!.shardId, { sequenceNumber: lost, since, finished: false });
  const target = fakeFunction(() => SUCCESS);
  const mapping = startOver(stream, target, checkpoints);
  const [next] = await put('after');
  await vi.waitFor(
    () =>
      expect(target.deliveries.flat()).toEqual(
        [first!, next!].map(({ shardId, sequenceNumber }) => `${shardId}:${sequenceNumber}`),
      ),
    10_000,
  );
  await mapping.stop();
});
