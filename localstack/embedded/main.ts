import { mkdir } from 'node:fs/promises';
import { keys } from '../../lib/contract/keys.ts';
import { openStore } from '../../lib/registry/adapters/open-store.ts';
import { s3Destination } from '../event-source-mapping/destinations/s3-destination.ts';
import type { EventSourceMapping } from '../event-source-mapping/event-source-mapping.ts';
import type { MappingEvent } from '../event-source-mapping/events.ts';
import { troubleOf } from '../event-source-mapping/trouble.ts';
import { type FunctionHost, hostFunction } from '../function-host/function-host.ts';
import { type OpenStreams, openStreams } from './adapters/open-streams.ts';
import { type Bundle, findBundle } from './build-bundle.ts';
import { Cleanup } from './cleanup.ts';
import { awsAccess, toolEnvironment } from './config.ts';
import type { StackEvent } from './events.ts';
import { type FunctionLog, openFunctionLog } from './function-log.ts';
import { concurrencyOf, functionOptions } from './function-options.ts';
import { KinesisMockFailed } from './kinesis-mock.ts';
import {
  type EmbeddedFunctionSettings,
  type EmbeddedSettings,
  isS3,
  type ResolvedSettings,
  resolveSettings,
} from './settings.ts';
import { mappingIdOf, startMapping, stopMapping } from './start-mapping.ts';

export type { StackEvent } from './events.ts';
export {
  type HostInferenceOptions,
  hostInference,
  type InferenceHost,
  type InvokeOnceOptions,
  invokeOnce,
} from './host-inference.ts';
export type { EmbeddedFunctionSettings, EmbeddedSettings, ResolvedSettings } from './settings.ts';

/** The whole stack on this machine: streams, registry directory, function, event source mapping. */
export interface EmbeddedStack {
  /** As resolved: defaults filled in, paths absolute. */
  readonly settings: ResolvedSettings;
  readonly endpoints: {
    /** Such as http://127.0.0.1:4568. */
    readonly kinesis: string;
    readonly registry: string;
    /** The store of rejected records: they lie under `keys.quarantinePrefix(model)` in it. */
    readonly quarantine: string;
    /** Where the mapping puts what it gives up: the prefix of its objects in the quarantine's store. */
    readonly destination: string;
    /** A directory, or undefined when they are in memory. */
    readonly checkpoints: string | undefined;
    readonly functionLog: string;
  };
  /** The child processes that live now, for tests and for those who look at them. */
  readonly pids: readonly number[];
  /**
   * Resolves when the stack was stopped. Rejects when it cannot go on (its kinesis-mock died, say); what still
   * runs must be stopped then.
   */
  readonly ended: Promise<void>;
  /**
   * Finishes the batch in flight, for five seconds at most (one that waits for a champion would take the
   * function's time-out), then ends the function and kinesis-mock; what was on the streams is gone, unless they
   * are kept: then all that was acknowledged is. With `force` (also while a first call waits) the batch is cut off
   * at once.
   */
  stop(options?: { readonly force?: boolean }): Promise<void>;
}

/**
 * Starts the embedded stack and resolves when records flow.
 * @param onEvent takes what happens, from the first step on
 * @throws UserError for a taken port, a wrong setting, a Kinesis that does not answer, checkpoints that another stack
 *   uses or a log that cannot be written; BundleBuildFailed, FunctionInitError, KinesisMockFailed. What had started is
 *   ended before
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
  settings: ResolvedSettings,
  onEvent: (event: StackEvent) => void,
  cleanup: Cleanup,
): Promise<EmbeddedStack> {
  await makeDirectories(settings);
  const [streams, bundle] = await both(startStreams(settings, onEvent, cleanup), bundleOf(settings, onEvent));
  // Not sooner: a start that finds port or checkpoints taken must not put aside the log of the stack that has them.
  const log = await openFunctionLog(settings.stateDirectory, (reason) =>
    onEvent({ type: 'log-failed', reason }),
  );
  cleanup.add(() => log.close());
  const host = await startFunction(settings, { streams, bundle, log }, onEvent);
  cleanup.add(() => host.stop());
  const store = openStore(settings.quarantine);
  const mapping = startMapping(settings, {
    client: streams.client,
    streamArn: streams.input.arn,
    checkpoints: streams.checkpoints,
    target: host,
    destination: s3Destination(store),
    onEvent: (event) => takeMappingEvent(event, log, onEvent),
  });
  cleanup.add(() => stopMapping(mapping));
  return stackOf(settings, { streams, host, mapping, logFile: log.file }, cleanup);
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

async function startStreams(
  settings: ResolvedSettings,
  onEvent: (event: StackEvent) => void,
  cleanup: Cleanup,
): Promise<OpenStreams> {
  const startedMs = performance.now();
  const streams = await openStreams(settings, cleanup);
  onEvent({ type: 'kinesis-ready', endpoint: streams.endpoint, ms: performance.now() - startedMs });
  return streams;
}

async function bundleOf(settings: ResolvedSettings, onEvent: (event: StackEvent) => void): Promise<Bundle> {
  const startedMs = performance.now();
  const bundle = await findBundle(settings.bundle, toolEnvironment());
  onEvent({ type: 'bundle-ready', ...bundle, ms: performance.now() - startedMs });
  return bundle;
}

interface FunctionParts {
  readonly streams: OpenStreams;
  readonly bundle: Bundle;
  readonly log: FunctionLog;
}

async function startFunction(
  settings: ResolvedSettings,
  { streams, bundle, log }: FunctionParts,
  onEvent: (event: StackEvent) => void,
): Promise<FunctionHost> {
  const startedMs = performance.now();
  const { directory } = bundle;
  const place = {
    bundle: directory,
    kinesisEndpoint: streams.endpoint,
    dryRun: false,
    awsAccess: awsAccess(),
  };
  const options = { ...functionOptions(settings, place), ...concurrencyOf(settings, streams.openShards) };
  const host = await hostFunction(options, (line) => {
    log.write(line);
    onEvent({ type: 'function-log', line });
  });
  onEvent({ type: 'function-ready', ms: performance.now() - startedMs });
  return host;
}

/** The log has each trouble; who looks on decides how much to show. */
function takeMappingEvent(event: MappingEvent, log: FunctionLog, onEvent: (event: StackEvent) => void): void {
  const trouble = troubleOf(event);
  if (trouble !== undefined) log.write(`${new Date().toISOString()} ${trouble.message}`);
  onEvent({ type: 'mapping', event });
}

interface Parts {
  readonly streams: OpenStreams;
  readonly host: FunctionHost;
  readonly mapping: EventSourceMapping;
  readonly logFile: string;
}

function stackOf(settings: ResolvedSettings, parts: Parts, cleanup: Cleanup): EmbeddedStack {
  const { host, mapping } = parts;
  const { mock, endpoint, checkpointDirectory } = parts.streams;
  let stopping: Promise<void> | undefined;
  const died = mock?.exited.then((how) => {
    if (stopping === undefined) throw new KinesisMockFailed(`kinesis-mock ended by itself: ${how}`);
  });
  const ended = Promise.race([mapping.ended, ...(died === undefined ? [] : [died])]).then(() => stopping);
  // A stack that nobody watches must not end the process by its rejection.
  ended.catch(() => undefined);
  return {
    settings,
    endpoints: {
      kinesis: endpoint,
      registry: settings.registry,
      quarantine: settings.quarantine,
      destination: `${settings.quarantine}/${keys.failedBatchesPrefix()}${mappingIdOf(settings)}/`,
      checkpoints: checkpointDirectory,
      functionLog: parts.logFile,
    },
    get pids() {
      return [...(mock === undefined ? [] : [mock.pid]), ...host.pids];
    },
    ended,
    async stop({ force = false } = {}) {
      stopping ??= cleanup.run();
      if (force) await mapping.stop({ abandon: true });
      await stopping;
    },
  };
}
