import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { UserError } from '../../../lib/contract/errors.ts';
import { DUMMY_CREDENTIALS, openKinesis } from '../../../lib/streams/adapters/kinesis.ts';
import { ensureStream } from '../../../lib/streams/ensure-stream.ts';
import type { StreamClient, StreamIdentity } from '../../../lib/streams/stream-client.ts';
import type { CheckpointStore } from '../../event-source-mapping/checkpoints/checkpoint-store.ts';
import { directoryCheckpoints } from '../../event-source-mapping/checkpoints/directory-checkpoints.ts';
import { memoryCheckpoints } from '../../event-source-mapping/checkpoints/memory-checkpoints.ts';
import type { Cleanup } from '../cleanup.ts';
import { type KinesisMock, startKinesisMock } from '../kinesis-mock.ts';
import { ACCOUNT_ID, type EmbeddedSettings } from '../settings.ts';
import { holdExclusively } from './exclusive-hold.ts';

/** The streams of a stack, and where it keeps how far they were delivered. */
export interface OpenStreams {
  readonly client: StreamClient;
  readonly endpoint: string;
  /** Undefined when the Kinesis is another's. */
  readonly mock: KinesisMock | undefined;
  readonly input: StreamIdentity;
  /** Shards of the input stream that take records. */
  readonly openShards: number;
  readonly checkpoints: CheckpointStore;
  /** Undefined when checkpoints are in memory. */
  readonly checkpointDirectory: string | undefined;
}

/**
 * Starts kinesis-mock, or turns to the Kinesis that runs already, and makes the streams that lack.
 * @throws UserError when the port is taken, nothing answers, or another stack has the checkpoints
 */
export async function openStreams(settings: EmbeddedSettings, cleanup: Cleanup): Promise<OpenStreams> {
  const keeps = settings.persist || settings.kinesisEndpoint !== undefined;
  if (keeps) cleanup.add(await holdCheckpoints(settings.stateDirectory));
  const mock = settings.kinesisEndpoint === undefined ? await startMock(settings, cleanup) : undefined;
  const endpoint = settings.kinesisEndpoint ?? mock!.endpoint;
  const client = openKinesis({ endpoint, region: settings.region, credentials: DUMMY_CREDENTIALS });
  cleanup.add(async () => client.close());
  for (const stream of [settings.inputStream, settings.outputStream])
    await ensureStream(client, stream, { shards: settings.shards });
  const input = await client.identify(settings.inputStream);
  const shards = await client.listShards(settings.inputStream);
  const checkpointDirectory = keeps ? checkpointsOf(settings, input) : undefined;
  return {
    client,
    endpoint,
    mock,
    input,
    openShards: shards.filter((shard) => !shard.closed).length,
    // Checkpoints that outlive streams in memory would point nowhere.
    checkpoints:
      checkpointDirectory === undefined ? memoryCheckpoints() : directoryCheckpoints(checkpointDirectory),
    checkpointDirectory,
  };
}

async function startMock(settings: EmbeddedSettings, cleanup: Cleanup): Promise<KinesisMock> {
  const { kinesisPort: port, region, stateDirectory, persist } = settings;
  const mock = await startKinesisMock({
    port,
    region,
    accountId: ACCOUNT_ID,
    compileCache: join(stateDirectory, 'cache', 'node'),
    ...(persist && { persist: { directory: join(stateDirectory, 'streams') } }),
  });
  cleanup.add(() => mock.stop());
  return mock;
}

/**
 * Where the checkpoints of just this stream are: one of its name that was made later, or is elsewhere, begins
 * with none. An own mock may listen on another port each time, so its address does not count.
 */
function checkpointsOf(
  { stateDirectory, inputStream, kinesisEndpoint }: EmbeddedSettings,
  { arn, createdAt }: StreamIdentity,
): string {
  const identity = JSON.stringify([kinesisEndpoint ?? 'own', arn, createdAt.getTime()]);
  const digest = createHash('sha256').update(identity).digest('hex').slice(0, 16);
  return join(stateDirectory, 'checkpoints', inputStream, digest);
}

/** Two mappings that move the same checkpoints would each undo what the other noted. */
async function holdCheckpoints(stateDirectory: string): Promise<() => Promise<void>> {
  const hold = await holdExclusively(join(stateDirectory, 'checkpoints.lock'));
  if (hold !== undefined) return () => hold.release();
  throw new UserError(
    `another stack keeps its checkpoints in ${stateDirectory}; stop it (another "weir up"?), or choose another state directory with WEIR_HOME`,
  );
}
