import { setTimeout as sleep } from 'node:timers/promises';
import { Account } from '../../lib/accounting/account.ts';
import { openLedger } from '../../lib/accounting/ledger.ts';
import type { Verdict } from '../../lib/accounting/verdict.ts';
import { reasonOf } from '../../lib/contract/errors.ts';
import type { Signature } from '../../lib/contract/signature.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { readStream } from '../../lib/streams/read-stream.ts';
import { LATEST, type StreamClient } from '../../lib/streams/stream-client.ts';
import { countingPuts, type PutCounts } from './counting-client.ts';
import { freeCarriedKeys } from './input-record.ts';
import { LoadObserver } from './load-observer.ts';
import type { LoadRecords } from './load-records.ts';
import type { Measures } from './measures.ts';
import type { Clock } from './pace.ts';
import { patientSource } from './patient-source.ts';
import { type Produced, produce } from './produce.ts';
import { RejectionWatch } from './rejection-watch.ts';

export interface RunLoadOptions {
  readonly client: StreamClient;
  readonly input: string;
  readonly output: string;
  /** The quarantine, and the on-failure destination. */
  readonly store: ObjectStore;
  readonly model: string;
  readonly signature: Signature;
  readonly records: LoadRecords;
  readonly perSecond: number;
  readonly durationS: number;
  readonly workers: number;
  /** Gives up when nothing new was seen of what is missing for so long. */
  readonly settleMs: number;
  readonly ledgerFile: string;
  /** Between two reads of the output stream, in milliseconds. */
  readonly pollMs: number;
  /** Ends the producing; what is in flight then is waited for. */
  readonly stop: AbortSignal;
  readonly onProgress: (measures: Measures, inFlight: number) => void;
}

export interface LoadRun {
  readonly measures: Measures;
  readonly produced: Produced;
  readonly puts: PutCounts;
  readonly verdict: Verdict;
  /** From the end of the producing to the last record that was accounted for. */
  readonly settleMs: number;
  /** Predictions and rejections of other producers' records that were seen. */
  readonly foreign: number;
  /** Why reading the output stream ended early, or the quarantine cannot be read; undefined when all is well. */
  readonly blindness: string | undefined;
}

/** Milliseconds since 1970 that never run backwards. */
export const CLOCK: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

const PROGRESS_MS = 200;

/** Puts records, watches what becomes of them, and waits until each is accounted for. */
export async function runLoad(options: RunLoadOptions): Promise<LoadRun> {
  const { input, store, model, signature, ledgerFile } = options;
  const account = new Account({
    order: 'none',
    markKey: freeCarriedKeys(signature)[0],
    task: signature.task,
  });
  const ledger = await openLedger(ledgerFile);
  const observer: LoadObserver = new LoadObserver({
    ...{ input, account, ledger, clock: CLOCK },
    onShard: (shardId) => watch.addShard(shardId),
  });
  const watch = new RejectionWatch(store, model, CLOCK.now(), observer);
  const progress = setInterval(() => tell(options, observer), PROGRESS_MS);
  try {
    const seen = await sendAndWatch(options, observer, watch);
    return {
      ...seen,
      measures: observer.measures,
      verdict: account.verdict(),
      foreign: observer.inFlight.foreign,
    };
  } finally {
    clearInterval(progress);
    tell(options, observer);
    await ledger.close();
  }
}

function tell({ onProgress }: RunLoadOptions, { measures, inFlight }: LoadObserver): void {
  onProgress(measures, inFlight.count);
}

type Seen = Pick<LoadRun, 'produced' | 'puts' | 'settleMs' | 'blindness'>;

async function sendAndWatch(
  options: RunLoadOptions,
  observer: LoadObserver,
  watch: RejectionWatch,
): Promise<Seen> {
  const { client, output, pollMs, settleMs } = options;
  await watch.start();
  const broken = new AbortController();
  const done = new AbortController();
  // The reader stands at the end of the stream before the first record goes in.
  const source = patientSource(client, pollMs, done.signal);
  const reader = await readStream(source, output, { position: LATEST, pollMs: 0, signal: done.signal });
  const reading = observer.readAll(reader).catch((thrown: unknown) => broken.abort(thrown));
  try {
    const puts: PutCounts = { requests: 0, refused: {}, failedRequests: 0 };
    const produced = await lookingOften(watch, () => send(options, observer, puts, broken.signal));
    const settledMs = await settle(observer, watch, settleMs, broken.signal);
    const blindness = broken.signal.aborted ? reasonOf(broken.signal.reason) : watch.trouble;
    return { produced, puts, settleMs: settledMs, blindness };
  } finally {
    done.abort();
    await reading;
  }
}

function send(
  options: RunLoadOptions,
  observer: LoadObserver,
  puts: PutCounts,
  broken: AbortSignal,
): Promise<Produced> {
  const { client, input, perSecond, durationS, workers, records, stop } = options;
  return produce({
    client: { putEntries: countingPuts(client, puts) },
    stream: input,
    schedule: { startMs: observer.begin(), perSecond, total: Math.round(perSecond * durationS) },
    workers,
    records,
    clock: CLOCK,
    stop: AbortSignal.any([stop, broken]),
    onPut: (putAt) => observer.putBegan(putAt),
  });
}

/** Between two looks at the quarantine, in milliseconds. */
const LOOK_MS = 1000;

/** Each so many looks, everything is listed: what the quick ones passed over, and the destination. */
const THOROUGH_LOOKS = 15;

/** Looks at the quarantine now and then until the work is done. */
async function lookingOften<T>(watch: RejectionWatch, work: () => Promise<T>): Promise<T> {
  const done = new AbortController();
  const looking = lookUntil(watch, done.signal);
  try {
    return await work();
  } finally {
    done.abort();
    await looking;
  }
}

async function lookUntil(watch: RejectionWatch, signal: AbortSignal): Promise<void> {
  for (let looks = 1; !signal.aborted; looks++) {
    await CLOCK.sleep(LOOK_MS, signal);
    if (!signal.aborted) await watch.look(CLOCK.now(), looks % THOROUGH_LOOKS === 0);
  }
}

/** While nothing is missing but what may be in the quarantine, it is looked at this often, in milliseconds. */
const SETTLE_LOOK_MS = 250;

/**
 * Waits until every record is accounted for, or until nothing new was seen for `patienceMs`.
 * @returns how long it took until the last news
 */
async function settle(
  { inFlight }: LoadObserver,
  watch: RejectionWatch,
  patienceMs: number,
  broken: AbortSignal,
): Promise<number> {
  const began = CLOCK.now();
  let newsAt = began;
  for (let missing = inFlight.count; missing > 0 && !broken.aborted && CLOCK.now() - newsAt < patienceMs; ) {
    await CLOCK.sleep(SETTLE_LOOK_MS, broken);
    await watch.look(CLOCK.now(), true);
    if (inFlight.count < missing) newsAt = CLOCK.now();
    missing = inFlight.count;
  }
  await watch.look(CLOCK.now(), true);
  return newsAt - began;
}
