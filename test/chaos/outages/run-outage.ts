import { setTimeout as sleep } from 'node:timers/promises';
import { openLedger, readLedger } from '../../../lib/accounting/ledger.ts';
import type { Verdict } from '../../../lib/accounting/verdict.ts';
import { CHAMPION } from '../../../lib/contract/alias.ts';
import type { MappingEvent } from '../../../localstack/event-source-mapping/events.ts';
import { accountOf } from '../stack/evidence.ts';
import { publishSample } from '../stack/publish-sample.ts';
import { MODEL, OUTPUT, openStandInStack, type StandInStack } from '../stack/stand-in-stack.ts';
import type { Outage } from './outage.ts';
import { watchPeakMemory } from './peak-memory.ts';
import { MARK_KEY, startTraffic, type Traffic, trafficModel, trafficRecord } from './traffic.ts';

export interface OutageRun {
  /** The built function. */
  readonly bundle: string;
  /** The producer's ledger: a file that is not there yet. */
  readonly ledgerFile: string;
  /** How long the outage lasts. */
  readonly seconds: number;
  /** Records a second, before, during and after it. */
  readonly rate: number;
}

export interface OutageResult {
  readonly sent: number;
  readonly verdict: Verdict;
  readonly events: EventCounts;
  /** Predictions that came out while the outage lasted. */
  readonly outputDuring: number;
  /** Records that waited when it ended. */
  readonly backlog: number;
  /** From its end until no record waited for more than a second; undefined when that did not come. */
  readonly recoverySeconds: number | undefined;
  /** Of the largest process of the function, in MB. */
  readonly functionPeakMb: number;
}

/** What the mapping did, from the start to the end of the run. */
export interface EventCounts {
  invocations: number;
  /** Invocations that handed back some or all of their records. */
  handedBack: number;
  /** Invocations that failed as a whole. */
  failed: number;
  bisected: number;
  discarded: number;
  /** Records that are done. */
  done: number;
}

export const SHARDS = 2;

const BEFORE_MS = 5_000;
const AFTER_MS = 2_000;

/** A record waits no longer than this when there is no backlog. */
const NO_BACKLOG_MS = 1_000;

/** Given up waiting for the backlog to go, and for the last records. */
const RECOVERY_MAX_MS = 60_000;

/** Lets records flow, takes something away, gives it back, and waits until all is done. */
export async function runOutage(outage: Outage, run: OutageRun): Promise<OutageResult> {
  const stack = await openStandInStack({ bundle: run.bundle, shards: SHARDS, mapping: {} });
  const memory = watchPeakMemory(() => stack.pids);
  const ledger = await openLedger(run.ledgerFile);
  try {
    await publishSample(stack.registry, MODEL, trafficModel(), [1, 2, 3].map(trafficRecord));
    if (outage.hasBefore) {
      await stack.registry.moveAlias({
        model: MODEL,
        alias: CHAMPION,
        version: 1,
        by: 'test',
        reason: 'test',
      });
    }
    const events = await startCounted(stack);
    const traffic = startTraffic(stack.input, ledger, run.rate);
    if (outage.hasBefore) await sleep(BEFORE_MS);
    const struck = await strike(outage, stack, run.seconds);
    const backlog = traffic.sent - events.done;
    const recoverySeconds = await recovery(traffic, events);
    await sleep(AFTER_MS);
    await traffic.stop();
    await until(() => events.done >= traffic.sent, RECOVERY_MAX_MS);
    const account = await accountOf(stack, readLedger(run.ledgerFile), { order: 'none', markKey: MARK_KEY });
    return {
      sent: traffic.sent,
      verdict: account.verdict(),
      events,
      outputDuring: struck,
      backlog,
      recoverySeconds,
      functionPeakMb: memory.mb,
    };
  } finally {
    memory.stop();
    await stack.stop();
    await ledger.close();
  }
}

async function startCounted(stack: StandInStack): Promise<EventCounts> {
  const counts: EventCounts = {
    invocations: 0,
    handedBack: 0,
    failed: 0,
    bisected: 0,
    discarded: 0,
    done: 0,
  };
  await stack.start((event: MappingEvent) => {
    if (event.type === 'bisected') counts.bisected++;
    if (event.type === 'discarded') counts.discarded += event.records;
    if (event.type !== 'invoked') return;
    counts.invocations++;
    counts.done += event.done;
    if (event.failed) counts.failed++;
    else if (event.done < event.records) counts.handedBack++;
  });
  return counts;
}

/** @returns the predictions that came out while it lasted */
async function strike(outage: Outage, stack: StandInStack, seconds: number): Promise<number> {
  const before = outputOf(stack);
  await outage.strike(stack, seconds);
  return outputOf(stack) - before;
}

function outputOf({ output }: Pick<StandInStack, 'output'>): number {
  return output.shards(OUTPUT).reduce((sum, { log }) => sum + log.count, 0);
}

async function recovery(traffic: Traffic, events: EventCounts): Promise<number | undefined> {
  const startedMs = performance.now();
  const recovered = await until(() => events.done >= traffic.sentBefore(NO_BACKLOG_MS), RECOVERY_MAX_MS);
  return recovered ? (performance.now() - startedMs) / 1_000 : undefined;
}

async function until(condition: () => boolean, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!condition() && performance.now() < deadline) await sleep(20);
  return condition();
}
