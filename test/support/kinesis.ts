import { afterAll, beforeAll } from 'vitest';
import { DUMMY_CREDENTIALS, openKinesis } from '../../lib/streams/adapters/kinesis.ts';
import { ensureStream } from '../../lib/streams/ensure-stream.ts';
import type { StreamClient } from '../../lib/streams/stream-client.ts';
import { type KinesisMock, startKinesisMock } from '../../localstack/embedded/kinesis-mock.ts';

/** A kinesis-mock for all tests of a file. */
export interface TestKinesis {
  readonly endpoint: string;
  readonly client: StreamClient;
  /** A new stream that no other test uses. */
  stream(shards?: number): Promise<string>;
}

/** Starts kinesis-mock before the file's tests and ends it after them. */
export function testKinesis(): TestKinesis {
  let mock: KinesisMock;
  let client: StreamClient;
  let streams = 0;
  beforeAll(async () => {
    mock = await startKinesisMock({ port: 0, region: 'us-east-1', accountId: '000000000000' });
    client = openKinesis({ endpoint: mock.endpoint, region: 'us-east-1', credentials: DUMMY_CREDENTIALS });
  });
  afterAll(async () => {
    client.close();
    await mock.stop();
  });
  return {
    get endpoint() {
      return mock.endpoint;
    },
    get client() {
      return client;
    },
    async stream(shards = 1) {
      const name = `stream-${streams++}`;
      await ensureStream(client, name, { shards });
      return name;
    },
  };
}
