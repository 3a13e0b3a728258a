import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DUMMY_CREDENTIALS, openKinesis } from '../../lib/streams/adapters/kinesis.ts';
import { ensureStream } from '../../lib/streams/ensure-stream.ts';
import type { StreamClient } from '../../lib/streams/stream-client.ts';
import { memoryCheckpoints } from '../event-source-mapping/checkpoints/memory-checkpoints.ts';
import {
  type EventSourceMapping,
  startEventSourceMapping,
} from '../event-source-mapping/event-source-mapping.ts';
import type { MappingEvent } from '../event-source-mapping/events.ts';
import { troubleOf } from '../event-source-mapping/trouble.ts';
import { type FunctionHost, hostFunction } from '../function-host/function-host.ts';
import { type Bundle, findBundle } from './build-bundle.ts';
import { Cleanup } from './cleanup.ts';
import { awsAccess, toolEnvironment } from './config.ts';
import type { StackEvent } from './events.ts';
import { openFunctionLog } from './function-log.ts';
import { functionOptions } from './function-options.ts';
import { type KinesisMock, KinesisMockFailed, startKinesisMock } from './kinesis-mock.ts';
import {
  ACCOUNT_ID,
  type EmbeddedFunctionSettings,
  type EmbeddedSettings,
  isS3,
  resolveSettings,
} from './settings.ts';

export type { StackEvent } from './events.ts';
export {
  type HostInferenceOptions,
  hostInference,
  type InferenceHost,
  type InvokeOnceOptions,
  invokeOnce,
} from './host-inference.ts';
export type { EmbeddedFunctionSettings, EmbeddedSettings } from './settings.ts';

/** The whole stack on this machine: streams, registry directory, function, event source mapping. */
export interface EmbeddedStack {
  /** As resolved: defaults filled in, paths absolute. */
  readonly settings: EmbeddedSettings;
  readonly endpoints: {
    /** Such as http://127.0.0.1:4568. */
    readonly kinesis: string;
    readonly registry: string;
    /** The store of rejected records: they lie under `keys.quarantinePrefix(model)` in it. */
    readonly quarantine: string;
    readonly functionLog: string;
  };
  /** The child processes that live now, for tests and for those who look at them. */
  readonly pids: readonly number[];
  /**
   * Resolves when the stack was stopped. Rejects when it cannot go on (kinesis-mock died, say); what still
   * runs must be stopped then.
   */
  readonly ended: Promise<void>;
  /**
   * Finishes the batch in flight, for five seconds at most (one that waits for a champion would take the
   * function's time-out), then ends the function and kinesis-mock; what was on the streams is gone. With
   * `force` (also while a first call waits) the batch is cut off at once.
   */
  stop(options?: { readonly force?: boolean }): Promise<void>;
}

/**
 * Starts the embedded stack and resolves when records flow.
 * @param onEvent takes what happens, from the first step on
 * @throws UserError for a taken port, a wrong setting or a log that cannot be written, BundleBuildFailed, FunctionInitError,
 *   KinesisMockFailed; what had started is ended before
 */
export async function startEmbedded(
  given: Partial<EmbeddedSettings> = {},
  onEvent: (event: StackEvent) => void = () => undefined,
): Promise<EmbeddedStack> {
  const settings = resolveSettings(given);
  const cleanup = new Cleanup();
  try {
    return await start(settings, onEvent, cleanup);
  } catch (error) {
    await cleanup.run().catch(() => undefined);
    throw error;
  }
}

async function start(
  settings: EmbeddedSettings,
  onEvent: (event: StackEvent) => void,
  cleanup: Cleanup,
): Promise<EmbeddedStack> {
  await makeDirectories(settings);
  const log = await openFunctionLog(settings.stateDirectory, (reason) =>
    onEvent({ type: 'log-failed', reason }),
  );
  cleanup.add(() => log.close());
  const [kinesis, bundle] = await both(startKinesis(settings, onEvent, cleanup), bundleOf(settings, onEvent));
  const startedMs = performance.now();
  const place = {
    bundle: bundle.directory,
    kinesisEndpoint: kinesis.mock.endpoint,
    dryRun: false,
    awsAccess: awsAccess(),
  };
  const host = await hostFunction(functionOptions(settings, place), (line) => {
    log.write(line);
    onEvent({ type: 'function-log', line });
  });
  cleanup.add(() => host.stop());
  onEvent({ type: 'function-ready', ms: performance.now() - startedMs });
  const mapping = startMapping(settings, kinesis.client, host, (event) => {
    const trouble = troubleOf(event);
    if (trouble !== undefined) log.write(`${new Date().toISOString()} ${trouble.message}`);
    onEvent({ type: 'mapping', event });
  });
  cleanup.add(() => stopMapping(mapping));
  return stackOf(settings, { mock: kinesis.mock, host, mapping, logFile: log.file }, cleanup);
}

/** Both results; when one fails, the other is waited for, so that the clean-up finds all that was started. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}

async function makeDirectories(settings: EmbeddedFunctionSettings): Promise<void> {
  const directories = [settings.stateDirectory, settings.registry, settings.quarantine];
  await Promise.all(
    directories.filter((place) => !isS3(place)).map((directory) => mkdir(directory, { recursive: true })),
  );
}

async function startKinesis(
  settings: EmbeddedSettings,
  onEvent: (event: StackEvent) => void,
  cleanup: Cleanup,
): Promise<{ readonly mock: KinesisMock; readonly client: StreamClient }> {
  const startedMs = performance.now();
  const { kinesisPort: port, region, stateDirectory, shards } = settings;
  const compileCache = join(stateDirectory, 'cache', 'node');
  const mock = await startKinesisMock({ port, region, accountId: ACCOUNT_ID, compileCache });
  cleanup.add(() => mock.stop());
  const client = openKinesis({ endpoint: mock.endpoint, region, credentials: DUMMY_CREDENTIALS });
  cleanup.add(async () => client.close());
  for (const stream of [settings.inputStream, settings.outputStream])
    await ensureStream(client, stream, { shards });
  onEvent({ type: 'kinesis-ready', endpoint: mock.endpoint, ms: performance.now() - startedMs });
  return { mock, client };
}

async function bundleOf(settings: EmbeddedSettings, onEvent: (event: StackEvent) => void): Promise<Bundle> {
  const startedMs = performance.now();
  const bundle = await findBundle(settings.bundle, toolEnvironment());
  onEvent({ type: 'bundle-ready', ...bundle, ms: performance.now() - startedMs });
  return bundle;
}

function startMapping(
  settings: EmbeddedSettings,
  client: StreamClient,
  target: FunctionHost,
  onEvent: (event: MappingEvent) => void,
): EventSourceMapping {
  const { region, inputStream: stream } = settings;
  return startEventSourceMapping({
    client,
    stream,
    source: {
      region,
      eventSourceArn: `arn:aws:kinesis:${region}:${ACCOUNT_ID}:stream/${stream}`,
      invokeIdentityArn: `arn:aws:iam::${ACCOUNT_ID}:role/weir-inference`,
    },
    target,
    settings: settings.mapping,
    // The streams are in memory, so checkpoints that outlive them would point nowhere.
    checkpoints: memoryCheckpoints(),
    destination: 'none',
    mappingId: randomUUID(),
    functionArn: `arn:aws:lambda:${region}:${ACCOUNT_ID}:function:weir-inference:$LATEST`,
    onEvent,
    pollMs: 100,
  });
}

/** A batch that is still in flight after this long is abandoned: its answer is of no use any more. */
const STOP_GRACE_MS = 5_000;

async function stopMapping(mapping: EventSourceMapping): Promise<void> {
  const timer = setTimeout(() => void mapping.stop({ abandon: true }), STOP_GRACE_MS);
  await mapping.stop().finally(() => clearTimeout(timer));
}

interface Parts {
  readonly mock: KinesisMock;
  readonly host: FunctionHost;
  readonly mapping: EventSourceMapping;
  readonly logFile: string;
}

function stackOf(settings: EmbeddedSettings, parts: Parts, cleanup: Cleanup): EmbeddedStack {
  const { mock, host, mapping } = parts;
  let stopping: Promise<void> | undefined;
  const died = mock.exited.then((how) => {
    if (stopping === undefined) throw new KinesisMockFailed(`kinesis-mock ended by itself: ${how}`);
  });
  const ended = Promise.race([died, mapping.ended]).then(() => stopping);
  // A stack that nobody watches must not end the process by its rejection.
  ended.catch(() => undefined);
  return {
    settings,
    endpoints: {
      kinesis: mock.endpoint,
      registry: settings.registry,
      quarantine: settings.quarantine,
      functionLog: parts.logFile,
    },
    get pids() {
      return [mock.pid, ...host.pids];
    },
    ended,
    async stop({ force = false } = {}) {
      stopping ??= cleanup.run();
      if (force) await mapping.stop({ abandon: true });
      await stopping;
    },
  };
}
