import { expect, test } from 'vitest';
import { DUMMY_CREDENTIALS, openKinesis } from '../../../lib/streams/adapters/kinesis.ts';
import { ensureStream } from '../../../lib/streams/ensure-stream.ts';
import { startKinesisMock } from '../../../localstack/embedded/kinesis-mock.ts';

const ENTRIES = 500;

test('a put costs kinesis-mock about the same however much the shard holds', {
  timeout: 120_000,
}, async () => {
  const mock = await startKinesisMock({ port: 0, region: 'us-east-1', accountId: '000000000000' });
  const client = openKinesis({
    endpoint: mock.endpoint,
    region: 'us-east-1',
    credentials: DUMMY_CREDENTIALS,
  });
  const entries = Array.from({ length: ENTRIES }, (_, i) => ({
    data: Buffer.alloc(100),
    partitionKey: `${i}`,
  }));
  try {
    await ensureStream(client, 'long', { shards: 1 });
    const fastestMs = async (puts: number) => {
      let fastest = Number.POSITIVE_INFINITY;
      for (let put = 0; put < puts; put++) {
        const started = performance.now();
        await client.putEntries('long', entries);
        fastest = Math.min(fastest, performance.now() - started);
      }
      return fastest;
    };
    const shortMs = await fastestMs(4);
    await fastestMs(12);
    // By itself, the mock takes some ten times as long for a shard with eight thousand records.
    expect((await fastestMs(4)) / shortMs).toBeLessThan(4);
  } finally {
    client.close();
    await mock.stop();
  }
});
