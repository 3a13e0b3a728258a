import { isDeepStrictEqual } from 'node:util';
import { failedRecordIds } from '../../../lib/accounting/failed-records.ts';
import { idOf, type LedgerEntry } from '../../../lib/accounting/ledger-entry.ts';
import { type Verdict, verdictText } from '../../../lib/accounting/verdict.ts';
import { CHAMPION } from '../../../lib/contract/alias.ts';
import { accountOf, failedBatches } from '../stack/evidence.ts';
import { publishSample } from '../stack/publish-sample.ts';
import { INPUT, MODEL, openStandInStack, type StandInStack } from '../stack/stand-in-stack.ts';
import { type Deliveries, expectedDeliveries } from './halves.ts';
import { harmlessRecord, poisonRecord, signTurner } from './poison-model.ts';

/** One batch with one record on which the function dies. */
export interface PoisonCase {
  /** Of the batch: 1 to 10,000. */
  readonly records: number;
  /** Of the poison, from 0. */
  readonly position: number;
  /** maximumRetryAttempts of the mapping. */
  readonly retries: number;
}

export interface PoisonResult {
  readonly observed: Deliveries;
  readonly expected: Deliveries;
  readonly verdict: Verdict;
  /** What is not as it must be; empty when all is well. */
  readonly problems: readonly string[];
}

/** Retries follow at once: how long they take is not what is asked here. */
const RETRY_PAUSE_MS = { first: 1, most: 1 };

/** Every delivery starts a process anew; none takes as much as a second. */
const DELIVERY_MS = 2_000;

/** Delivers the batch through the simulator and the built function until nothing is left of it. */
export async function runPoison(bundle: string, poison: PoisonCase): Promise<PoisonResult> {
  const { records, position, retries } = poison;
  const stack = await openStandInStack({
    bundle,
    shards: 1,
    mapping: { batchSize: records, maximumRetryAttempts: retries },
    retryPauseMs: RETRY_PAUSE_MS,
  });
  try {
    const golden = [1, 2, 3].map(harmlessRecord);
    const version = await publishSample(stack.registry, MODEL, signTurner(), golden);
    await stack.registry.moveAlias({ model: MODEL, alias: CHAMPION, version, by: 'test', reason: 'test' });
    const entries = putBatch(stack, poison);
    const expected = expectedDeliveries(records, position, retries);
    const observed = await deliverAll(stack, records, expected.failing * DELIVERY_MS);
    const account = await accountOf(stack, [entries], { order: 'none', markKey: 'id', task: 'regression' });
    const verdict = account.verdict();
    const destination = await idsInDestination(stack);
    const problems = problemsOf({ observed, expected, verdict }, destination, idOf(entries[position]!));
    return { observed, expected, verdict, problems };
  } finally {
    await stack.stop();
  }
}

/** What the producer notes of its puts. */
function putBatch({ input }: StandInStack, { records, position }: PoisonCase): LedgerEntry[] {
  const entries = Array.from({ length: records }, (_, id) => ({
    data: Buffer.from(JSON.stringify(id === position ? poisonRecord(id) : harmlessRecord(id))),
    partitionKey: `${id % 97}`,
  }));
  return input.put(INPUT, entries).map(({ shardId, sequenceNumber }, id) => ({
    streamName: INPUT,
    shardId,
    sequenceNumber,
    partitionKey: entries[id]!.partitionKey,
    mark: `${id}`,
    ...(id !== position && { expects: 'prediction' }),
  }));
}

async function deliverAll(stack: StandInStack, records: number, timeoutMs: number): Promise<Deliveries> {
  const counts = { failing: 0, succeedingBefore: 0, succeedingAfter: 0 };
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let [left, movedOn] = [records, false];
  await stack.start((event) => {
    if (event.type === 'discarded') {
      movedOn = true;
      left -= event.records;
    }
    if (event.type === 'invoked') {
      left -= event.done;
      if (event.failed) counts.failing++;
      else counts[movedOn ? 'succeedingAfter' : 'succeedingBefore']++;
    }
    if (left === 0) resolve();
  });
  const late = () => reject(new Error(`${left} records are left after ${timeoutMs} ms`));
  const timer = setTimeout(late, timeoutMs);
  await promise.finally(() => clearTimeout(timer));
  return counts;
}

async function idsInDestination(stack: StandInStack): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const [, text] of failedBatches(stack)) ids.push(...(failedRecordIds(JSON.parse(text)) ?? []));
  return ids;
}

function problemsOf(
  { observed, expected, verdict }: Omit<PoisonResult, 'problems'>,
  destination: readonly string[],
  poisonId: string,
): string[] {
  const { predicted, acknowledged } = verdict.counts;
  const checks: readonly (readonly [boolean, string])[] = [
    [isDeepStrictEqual(observed, expected), 'the deliveries are not those of the theory'],
    [isDeepStrictEqual(destination, [poisonId]), 'the destination does not hold the poison alone'],
    [predicted === acknowledged - 1, `${predicted} of ${acknowledged - 1} others are predicted`],
    [verdict.passed, verdictText(verdict)],
  ];
  return checks.filter(([holds]) => !holds).map(([, problem]) => problem);
}
