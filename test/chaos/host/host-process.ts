import '../../../localstack/child-process/die-with-parent.ts';
import { WEIR_MAPPING } from '../../../lib/contract/event-source-mapping.ts';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import { DUMMY_CREDENTIALS, openKinesis } from '../../../lib/streams/adapters/kinesis.ts';
import { awsAccess } from '../../../localstack/embedded/config.ts';
import { functionOptions } from '../../../localstack/embedded/function-options.ts';
import { ACCOUNT_ID, resolveFunctionSettings } from '../../../localstack/embedded/settings.ts';
import { directoryCheckpoints } from '../../../localstack/event-source-mapping/checkpoints/directory-checkpoints.ts';
import { s3Destination } from '../../../localstack/event-source-mapping/destinations/s3-destination.ts';
import { startEventSourceMapping } from '../../../localstack/event-source-mapping/event-source-mapping.ts';
import type { MappingEvent } from '../../../localstack/event-source-mapping/events.ts';
import { hostFunction } from '../../../localstack/function-host/function-host.ts';
import type { CrashCommand, HostCounts, HostMessage, HostSettings } from './host-contract.ts';

/**
 * A host of the chaos runs: simulator and function host in a process of their own, which is killed without a
 * warning. All that outlives it are its checkpoints.
 */
const settings = JSON.parse(process.argv[2] ?? '') as HostSettings;

const REGION = 'us-east-1';
const STATUS_MS = 200;
const FUNCTION_ARN = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:weir-inference:$LATEST`;
const MAPPING_ID = '00000000-0000-4000-8000-000000000000';

/** Short enough that a batch which faults held up is handed back now and then. */
const FUNCTION_TIMEOUT_SECONDS = 20;

/** A batch that failed is tried again sooner than by default: a run has many failures and little time. */
const RETRY_PAUSE_MS = { first: 50, most: 2_000 };

const functionSettings = resolveFunctionSettings({
  model: settings.model,
  registry: settings.store,
  quarantine: settings.store,
  outputStream: settings.outputStream,
  order: settings.order,
  pollSeconds: 0,
  timeoutSeconds: FUNCTION_TIMEOUT_SECONDS,
  region: REGION,
});
const place = {
  bundle: settings.bundle,
  kinesisEndpoint: settings.kinesisEndpoint,
  dryRun: false,
  awsAccess: awsAccess(),
};
const host = await hostFunction({
  ...functionOptions(functionSettings, place),
  concurrency: settings.concurrency,
});

const counts: { -readonly [name in keyof HostCounts]: number } = {
  invoked: 0,
  failed: 0,
  partial: 0,
  bisected: 0,
  discarded: 0,
};

function count(event: MappingEvent): void {
  if (event.type === 'bisected') counts.bisected++;
  if (event.type === 'discarded') counts.discarded += event.records;
  if (event.type !== 'invoked') return;
  counts.invoked++;
  if (event.failed) counts.failed++;
  else if (event.done < event.records) counts.partial++;
}

const mapping = startEventSourceMapping({
  client: openKinesis({
    endpoint: settings.kinesisEndpoint,
    region: REGION,
    credentials: DUMMY_CREDENTIALS,
  }),
  stream: settings.inputStream,
  source: {
    region: REGION,
    eventSourceArn: `arn:aws:kinesis:${REGION}:${ACCOUNT_ID}:stream/${settings.inputStream}`,
    invokeIdentityArn: `arn:aws:iam::${ACCOUNT_ID}:role/weir-inference`,
  },
  target: host,
  settings: {
    ...WEIR_MAPPING,
    batchSize: settings.batchSize,
    parallelizationFactor: settings.parallelizationFactor,
  },
  checkpoints: directoryCheckpoints(settings.checkpoints),
  destination: s3Destination(openStore(settings.store)),
  mappingId: MAPPING_ID,
  functionArn: FUNCTION_ARN,
  onEvent: count,
  pollMs: 50,
  retryPauseMs: RETRY_PAUSE_MS,
});

function tell(message: HostMessage): void {
  process.send?.(message);
}

process.on('message', ({ chance }: CrashCommand) => {
  const pid = host.pids[Math.floor(chance * host.pids.length)];
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
  tell({ type: 'crashed', pid });
});
setInterval(() => tell({ type: 'status', functionPids: host.pids, counts }), STATUS_MS);
tell({ type: 'ready' });
await mapping.ended;
throw new Error('the mapping ended by itself, as it does when all shards are closed');
