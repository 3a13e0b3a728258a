import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { putRecords } from '../../../lib/streams/put-records.ts';
import { directoryCheckpoints } from '../../../localstack/event-source-mapping/checkpoints/directory-checkpoints.ts';
import { startEventSourceMapping } from '../../../localstack/event-source-mapping/event-source-mapping.ts';
import { testKinesis } from '../../support/kinesis.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const kinesis = testKinesis();

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
    const mapping = startEventSourceMapping({
      client: kinesis.client,
      stream,
      source: { eventSourceArn: 'arn', region: 'us-east-1', invokeIdentityArn: 'role' },
      destination: 'none',
      mappingId: '7d3b2c10-0000-4000-8000-000000000001',
      functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST',
      target,
      settings: { batchSize: 25, functionResponseTypes: ['ReportBatchItemFailures'] },
      checkpoints: directoryCheckpoints(directory),
      pollMs: 20,
    });
    await vi.waitFor(() => expect(delivered).toHaveLength(expected.length), 10_000);
    await mapping.stop();
  }
  expect(delivered.toSorted()).toEqual(expected.toSorted());
});
