import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLedger } from '../../../lib/accounting/ledger.ts';
import type { Verdict } from '../../../lib/accounting/verdict.ts';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import { DUMMY_CREDENTIALS, openKinesis } from '../../../lib/streams/adapters/kinesis.ts';
import { ensureStream } from '../../../lib/streams/ensure-stream.ts';
import type { StreamClient } from '../../../lib/streams/stream-client.ts';
import { startKinesisMock } from '../../../localstack/embedded/kinesis-mock.ts';
import { ACCOUNT_ID } from '../../../localstack/embedded/settings.ts';
import { randomFrom } from '../../support/random.ts';
import { realStreams } from '../streams/real-streams.ts';
import { publishChaosModel } from '../traffic/publish.ts';
import { Tally } from '../traffic/tally.ts';
import { sendSteadily } from './steady-producer.ts';
import { WeirHost } from './weir-host.ts';

export const REGION = 'us-east-1';
const INPUT = 'weir-input';
const OUTPUT = 'weir-output';
const SHARDS = 2;

/** Who is killed, in an order that the seed decides. The host takes its poller with it. */
const VICTIMS = [...Array<'host'>(6).fill('host'), ...Array<'function'>(4).fill('function')];

export interface HostKillsOptions {
  readonly seed: number;
  readonly records: number;
  /** Records a second. */
  readonly rate: number;
  readonly bundle: string;
  /** Empty; for the state of the host, and the ledger. */
  readonly directory: string;
  onKill(line: string): void;
}

export interface HostKillsResult {
  readonly verdict: Verdict;
  readonly kills: number;
  /** The longest that a process of the function outlived its host, in ms. */
  readonly orphanedMs: number;
  /** From the last record sent until all were answered. */
  readonly recoverySeconds: number;
  readonly exitCode: number | null;
}

/** Kinesis survives; host and function are killed while records stream, and started again. */
export async function runHostKills(options: HostKillsOptions): Promise<HostKillsResult> {
  const mock = await startKinesisMock({ port: 0, region: REGION, accountId: ACCOUNT_ID });
  const client = openKinesis({ endpoint: mock.endpoint, region: REGION, credentials: DUMMY_CREDENTIALS });
  const home = join(options.directory, 'state');
  const host = new WeirHost({ home, bundle: options.bundle, kinesisEndpoint: mock.endpoint });
  try {
    await publishChaosModel(join(home, 'registry'));
    for (const stream of [INPUT, OUTPUT]) await ensureStream(client, stream, { shards: SHARDS });
    await host.start();
    return await streamAndKill(options, client, host, home);
  } finally {
    host.abandon();
    client.close();
    await mock.stop();
  }
}

async function streamAndKill(
  options: HostKillsOptions,
  client: StreamClient,
  host: WeirHost,
  home: string,
): Promise<HostKillsResult> {
  const { seed, records, rate, directory } = options;
  const ledgerFile = join(directory, 'ledger.jsonl');
  const ledger = await openLedger(ledgerFile);
  const output = realStreams(client).tail(OUTPUT);
  const tally = new Tally({ order: 'key', output, store: openStore(home), ledgerFile });
  const never = new AbortController().signal;
  const producer = { client, stream: INPUT, ledger, records, rate, random: randomFrom(seed) };
  const sending = sendSteadily(producer, never);
  const orphanedMs = await killAll(host, { ...options, random: randomFrom(seed + 1) });
  const acknowledged = (await sending).length;
  const sentMs = performance.now();
  await untilAnswered(tally, acknowledged);
  const recoverySeconds = (performance.now() - sentMs) / 1000;
  const exitCode = await host.stop();
  await tally.readOutput();
  await output.close();
  await ledger.close();
  return { verdict: await tally.verdict(), kills: VICTIMS.length, orphanedMs, recoverySeconds, exitCode };
}

/** At random moments, spread over the time that the records take. */
async function killAll(
  host: WeirHost,
  { records, rate, random, onKill }: HostKillsOptions & { readonly random: () => number },
): Promise<number> {
  const victims = VICTIMS.map((victim) => ({ victim, place: random() })).sort((a, b) => a.place - b.place);
  const startedMs = performance.now();
  const spanMs = (records / rate) * 1000;
  const moments = victims.map(() => random() * spanMs * 0.9 + spanMs * 0.05).sort((a, b) => a - b);
  const orphaned: Promise<number>[] = [];
  let starting = Promise.resolve();
  for (const [place, { victim }] of victims.entries()) {
    await sleep(Math.max(0, moments[place]! - (performance.now() - startedMs)));
    const at = `${((performance.now() - startedMs) / 1000).toFixed(1).padStart(5)} s`;
    if (victim === 'function') {
      onKill(`${at}  function, process ${await host.killFunction()}`);
      continue;
    }
    const { orphans, orphanedMs } = await host.kill();
    await starting;
    orphaned.push(orphanedMs);
    onKill(`${at}  host, with ${orphans} processes of the function`);
    starting = host.start();
    // What goes wrong with it is told when it is waited for.
    starting.catch(() => undefined);
  }
  await starting;
  return Math.max(...(await Promise.all(orphaned)));
}

/** Longer than a batch may take before its host is killed, and its repeat. */
const ANSWERED_WITHIN_MS = 30_000;

async function untilAnswered(tally: Tally, records: number): Promise<void> {
  const deadlineMs = performance.now() + ANSWERED_WITHIN_MS;
  while (tally.answered < records && performance.now() < deadlineMs) {
    await tally.readOutput();
    await tally.readStore();
    await sleep(100);
  }
}
