import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLedger } from '../../../lib/accounting/ledger.ts';
import { DUMMY_CREDENTIALS, openKinesis } from '../../../lib/streams/adapters/kinesis.ts';
import { ensureStream } from '../../../lib/streams/ensure-stream.ts';
import { readStream } from '../../../lib/streams/read-stream.ts';
import { TRIM_HORIZON } from '../../../lib/streams/stream-client.ts';
import {
  SAVE_INTERVAL_MS,
  STREAMS_FILE,
  startKinesisMock,
} from '../../../localstack/embedded/kinesis-mock.ts';
import { ACCOUNT_ID } from '../../../localstack/embedded/settings.ts';
import { randomFrom } from '../../support/random.ts';
import { REGION } from './run-host-kills.ts';
import { sendSteadily } from './steady-producer.ts';

const STREAM = 'weir-input';

export interface KinesisKillOptions {
  readonly seed: number;
  readonly rate: number;
  /** Empty; for the streams and the ledger. */
  readonly directory: string;
}

export interface KinesisKillResult {
  readonly acknowledged: number;
  readonly lost: number;
  /** How long before the kill the oldest lost record was acknowledged, in ms. */
  readonly oldestLostMs: number;
  /** The most that it may be: the interval, and the time of a save at either end of it. */
  readonly boundMs: number;
  /** Records on the restored stream that came after one that was lost: what is lost must be the newest. */
  readonly gaps: number;
}

/** Kills a kinesis-mock that keeps its streams while records come in, and looks at what the next one has. */
export async function runKinesisKill({
  seed,
  rate,
  directory,
}: KinesisKillOptions): Promise<KinesisKillResult> {
  const streams = join(directory, 'streams');
  const first = await start(streams);
  await ensureStream(first.client, STREAM, { shards: 1 });
  const ledger = await openLedger(join(directory, 'ledger.jsonl'));
  const over = new AbortController();
  const random = randomFrom(seed);
  // From the second save on, so that the time of a save is known.
  const killAfterMs = (2 + random()) * SAVE_INTERVAL_MS;
  const producer = { client: first.client, stream: STREAM, ledger, records: 100_000, rate, random };
  const sending = sendSteadily(producer, over.signal);
  const saves = watchSaves(join(streams, STREAMS_FILE), over.signal);
  await sleep(killAfterMs);
  const killedMs = performance.now();
  process.kill(first.mock.pid, 'SIGKILL');
  over.abort();
  const acknowledged = await sending;
  await Promise.all([ledger.close(), first.mock.exited]);
  first.client.close();

  const second = await start(streams);
  const kept = await keptOf(second.client);
  second.client.close();
  await second.mock.stop();
  const lost = acknowledged.filter(({ sequenceNumber }) => !kept.has(sequenceNumber));
  const firstLost = acknowledged.findIndex(({ sequenceNumber }) => !kept.has(sequenceNumber));
  return {
    acknowledged: acknowledged.length,
    lost: lost.length,
    oldestLostMs: lost.length === 0 ? 0 : killedMs - lost[0]!.atMs,
    boundMs: SAVE_INTERVAL_MS + 2 * ((await saves) - SAVE_INTERVAL_MS),
    gaps: firstLost === -1 ? 0 : acknowledged.length - firstLost - lost.length,
  };
}

async function start(directory: string) {
  const mock = await startKinesisMock({
    port: 0,
    region: REGION,
    accountId: ACCOUNT_ID,
    persist: { directory },
  });
  const client = openKinesis({ endpoint: mock.endpoint, region: REGION, credentials: DUMMY_CREDENTIALS });
  return { mock, client };
}

async function keptOf(client: ReturnType<typeof openKinesis>): Promise<ReadonlySet<string>> {
  const kept = new Set<string>();
  for await (const record of await readStream(client, STREAM, { position: TRIM_HORIZON, follow: false }))
    kept.add(record.sequenceNumber);
  return kept;
}

const WATCH_MS = 10;

/** The longest time from the end of one save to that of the next, in ms: the interval and a save. */
async function watchSaves(file: string, signal: AbortSignal): Promise<number> {
  let longestMs = SAVE_INTERVAL_MS;
  let lastMs: number | undefined;
  while (!signal.aborted) {
    const savedMs = (await stat(file).catch(() => undefined))?.mtimeMs;
    if (savedMs !== undefined && lastMs !== undefined) longestMs = Math.max(longestMs, savedMs - lastMs);
    lastMs = savedMs ?? lastMs;
    await sleep(WATCH_MS);
  }
  return longestMs;
}
