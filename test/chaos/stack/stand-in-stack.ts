import { randomUUID } from 'node:crypto';
import { CHAMPION } from '../../../lib/contract/alias.ts';
import { ENV } from '../../../lib/contract/environment.ts';
import { type EventSourceMappingSettings, WEIR_MAPPING } from '../../../lib/contract/event-source-mapping.ts';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { DUMMY_CREDENTIALS, openKinesis } from '../../../lib/streams/adapters/kinesis.ts';
import { memoryCheckpoints } from '../../../localstack/event-source-mapping/checkpoints/memory-checkpoints.ts';
import { s3Destination } from '../../../localstack/event-source-mapping/destinations/s3-destination.ts';
import { startEventSourceMapping } from '../../../localstack/event-source-mapping/event-source-mapping.ts';
import type { MappingEvent } from '../../../localstack/event-source-mapping/events.ts';
import type { RetryPause } from '../../../localstack/event-source-mapping/retry-pause.ts';
import { type FunctionHost, hostFunction } from '../../../localstack/function-host/function-host.ts';
import { type KinesisApi, startKinesisApi } from '../../support/kinesis-api/kinesis-api.ts';
import { type S3Server, s3Environment, startS3Server } from '../../support/s3-server.ts';

export const MODEL = 'sample';
export const INPUT = 'weir-input';
export const OUTPUT = 'weir-output';

const REGION = 'us-east-1';
const ACCOUNT = '000000000000';
const STORE = 's3://weir';

export interface StandInStackOptions {
  /** The built function. */
  readonly bundle: string;
  /** Shards of either stream, and processes of the function. */
  readonly shards: number;
  /** What differs from WEIR_MAPPING. */
  readonly mapping: Partial<EventSourceMappingSettings>;
  /** Default: the simulator's own. */
  readonly retryPauseMs?: RetryPause;
}

/**
 * The function as it is deployed, in processes of its own, fed by the real simulator; Kinesis and S3 are the
 * stand-ins of this process, reached over loopback HTTP. Input and output are two servers, so that each can fail
 * by itself; registry, quarantine and destination are one bucket.
 */
export interface StandInStack {
  readonly input: KinesisApi;
  readonly output: KinesisApi;
  readonly s3: S3Server;
  readonly store: ObjectStore;
  readonly registry: ModelRegistry;
  /** Begins to feed the input stream to the function. */
  start(onEvent: (event: MappingEvent) => void): Promise<void>;
  /** The function's processes that live now. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

/** Starts the stand-ins; the environment of this process is set for their S3. */
export async function openStandInStack(options: StandInStackOptions): Promise<StandInStack> {
  const [input, output, s3] = await Promise.all([startKinesisApi(), startKinesisApi(), startS3Server()]);
  input.createStream(INPUT, options.shards);
  output.createStream(OUTPUT, options.shards);
  Object.assign(process.env, s3Environment(s3.endpoint));
  const store = openStore(STORE);
  let host: FunctionHost | undefined;
  let stopMapping = async () => {};
  return {
    input,
    output,
    s3,
    store,
    registry: new ModelRegistry(store),
    get pids() {
      return host?.pids ?? [];
    },
    async start(onEvent) {
      host = await hostFunction({
        directory: options.bundle,
        concurrency: options.shards,
        environment: functionEnvironment(output.endpoint, s3.endpoint),
      });
      stopMapping = startMapping(options, { input, store, host, onEvent });
    },
    async stop() {
      await stopMapping();
      await host?.stop();
      await Promise.all([input.close(), output.close(), s3.close()]);
    },
  };
}

function functionEnvironment(kinesis: string, s3: string): Record<string, string> {
  return {
    ...s3Environment(s3),
    [ENV.model]: MODEL,
    [ENV.alias]: CHAMPION,
    [ENV.registry]: STORE,
    [ENV.quarantine]: STORE,
    [ENV.outputStream]: OUTPUT,
    [ENV.kinesisEndpointUrl]: kinesis,
    [ENV.pollSeconds]: '2',
  };
}

interface Fed {
  readonly input: KinesisApi;
  readonly store: ObjectStore;
  readonly host: FunctionHost;
  readonly onEvent: (event: MappingEvent) => void;
}

/** @returns what ends it at once */
function startMapping({ mapping, retryPauseMs }: StandInStackOptions, fed: Fed): () => Promise<void> {
  const client = openKinesis({
    endpoint: fed.input.endpoint,
    region: REGION,
    credentials: DUMMY_CREDENTIALS,
  });
  const running = startEventSourceMapping({
    client,
    stream: INPUT,
    source: {
      region: REGION,
      eventSourceArn: `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/${INPUT}`,
      invokeIdentityArn: `arn:aws:iam::${ACCOUNT}:role/weir-inference`,
    },
    target: fed.host,
    settings: { ...WEIR_MAPPING, ...mapping },
    checkpoints: memoryCheckpoints(),
    destination: s3Destination(fed.store),
    mappingId: randomUUID(),
    functionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:weir-inference:$LATEST`,
    onEvent: fed.onEvent,
    ...(retryPauseMs && { retryPauseMs }),
  });
  return async () => {
    await running.stop({ abandon: true });
    client.close();
  };
}
