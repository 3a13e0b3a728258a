import { DUMMY_CREDENTIALS, openKinesis } from '../lib/streams/adapters/kinesis.ts';
import type { StreamClient } from '../lib/streams/stream-client.ts';
import type { Config } from './config.ts';
import type { Endpoint } from './endpoint.ts';

/** A client with made-up credentials where the endpoint is an emulator's and the environment has none. */
export function connect(endpoint: Endpoint, config: Config): StreamClient {
  const emulator = !/\.amazonaws\.com(\.cn)?$/.test(new URL(endpoint.url).hostname);
  return openKinesis({
    endpoint: endpoint.url,
    region: endpoint.region,
    ...(emulator && !config.hasCredentials && { credentials: DUMMY_CREDENTIALS }),
  });
}
