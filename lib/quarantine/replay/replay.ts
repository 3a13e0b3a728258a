import type { ObjectStore } from '../../registry/object-store.ts';
import { type Entry, inStreamOrder } from '../entry.ts';
import type { Fix } from '../fix/fix.ts';
import { menderOf } from '../fix/mend.ts';
import { Originals } from '../originals.ts';
import { markReplayed } from './mark-replayed.ts';
import type { ReplayFunction, ReplayTime } from './ports.ts';
import { readReply, type Trouble } from './replay-answer.ts';
import {
  encodeReplay,
  REPLAY_MAX_RECORDS,
  type ReplayEvent,
  type ReplayRecord,
  replayEvents,
  replayRecord,
} from './replay-event.ts';
import { type ReplayCounts, Tally } from './tally.ts';

export interface ReplayJob {
  /** Where the records are and the marks go. */
  readonly store: ObjectStore;
  /** What is to be replayed, in any order. */
  readonly entries: readonly Entry[];
  readonly target: ReplayFunction;
  readonly fix?: Fix | undefined;
  /** True: nothing is written, by the function neither. */
  readonly dryRun: boolean;
  /** Who replays, for the marks. */
  readonly by: string;
  /** Records a second at most, those of repeated events included. Default: as fast as they are answered. */
  readonly perSecond?: number | undefined;
  readonly time: ReplayTime;
  /** Aborted: the event in flight is finished and marked, then it ends. */
  readonly signal: AbortSignal;
  /** Called after each event. @param settled records that are answered or given up */
  readonly onProgress?: (settled: number) => void;
}

export interface ReplayOutcome extends ReplayCounts {
  /** Why records were not reached: what the function said; undefined when it was the signal or a fault. */
  readonly stopped: string | undefined;
  /** What the store or the way to the function threw. What was answered is marked, but for the last event. */
  readonly fault: { readonly thrown: unknown } | undefined;
}

/** The outcome of a replay of no records. */
export const NOTHING_REPLAYED: ReplayOutcome = {
  ...new Tally(0).counts(),
  stopped: undefined,
  fault: undefined,
};

/** Tries of an event of which the function does nothing, the first included: some 15 s of pauses in all. */
const MAX_WAITS = 6;

/** Tries of an event on which the function fails, before its records are told apart. */
const MAX_FAILURES = 2;

/** Records in a row on which the function fails, each alone: then it is not the records. */
const MAX_FAILED_IN_A_ROW = 10;

/** The first pause between two tries, doubled with each, in milliseconds; half of it is chance. */
const FIRST_PAUSE_MS = 500;

/**
 * Replays records through the function, in the order of their streams and one event after the other, and marks
 * each event's records once it is answered. A crash in between repeats an event: under the same ids, so nothing
 * comes of it.
 *
 * Records that the function hands back are tried again; when that does not help, the replay stops and they stay
 * waiting with all that come after them, so that no key's order is broken. A record on which the function fails by
 * itself is found by halving and stays waiting, and the others go on: that is how it came to the destination.
 *
 * Never rejects: however it ends, the outcome says how far it came.
 */
export async function replay(job: ReplayJob): Promise<ReplayOutcome> {
  const run = new ReplayRun(job);
  try {
    await run.run();
    return { ...run.tally.counts(), stopped: undefined, fault: undefined };
  } catch (thrown) {
    const isStopped = thrown instanceof Stopped;
    const [stopped, fault] = isStopped ? [thrown.why, undefined] : [undefined, { thrown }];
    return { ...run.tally.counts(), stopped, fault };
  }
}

/** Ends a run early, where nothing is broken. */
class Stopped extends Error {
  readonly why: string | undefined;

  /** @param why undefined: the signal */
  constructor(why: string | undefined) {
    super(why);
    this.why = why;
  }
}

class ReplayRun {
  readonly tally: Tally;
  readonly #job: ReplayJob;
  #failedInARow = 0;
  /** When the next event may go, in milliseconds since 1970. */
  #turnMs = 0;

  constructor(job: ReplayJob) {
    this.#job = job;
    this.tally = new Tally(job.entries.length);
  }

  /** @throws Stopped, and what the store or the target throws */
  async run(): Promise<void> {
    const { perSecond } = this.#job;
    const maxRecords = Math.min(REPLAY_MAX_RECORDS, Math.max(1, Math.floor(perSecond ?? REPLAY_MAX_RECORDS)));
    for await (const event of replayEvents(this.#records(), maxRecords)) await this.#deliver(event);
  }

  async *#records(): AsyncGenerator<ReplayRecord> {
    const { store, entries, fix } = this.#job;
    const originals = new Originals(store);
    const mend = fix && menderOf(fix);
    for (const entry of entries.toSorted(inStreamOrder)) {
      yield replayRecord(entry, await originals.of(entry), mend);
    }
  }

  /** Until each record of the event is answered, or the function fails on it alone. @throws Stopped */
  async #deliver(event: ReplayEvent): Promise<void> {
    let { records } = event;
    for (let attempt = 1; ; attempt++) {
      await this.#turn(records.length);
      if (this.#job.signal.aborted) throw new Stopped(undefined);
      const { rest, trouble, someDone } = await this.#send({ records });
      if (trouble === undefined) return;
      if (someDone) attempt = 1;
      records = rest;
      if (trouble.kind === 'fails' && attempt >= MAX_FAILURES) return this.#tellApart(records, trouble);
      if (trouble.kind === 'confused' || attempt >= MAX_WAITS) throw new Stopped(trouble.message);
      await this.#pause(attempt);
    }
  }

  /** Waits until the rate lets so many records go. Time that was lost is not made up for by a burst. */
  async #turn(records: number): Promise<void> {
    const { perSecond, time, signal } = this.#job;
    if (perSecond === undefined) return;
    const earlyMs = this.#turnMs - time.now();
    if (earlyMs > 0) await time.sleep(earlyMs, signal);
    this.#turnMs = time.now() + (records * 1000) / perSecond;
  }

  async #send(event: ReplayEvent) {
    const { target, dryRun, onProgress } = this.#job;
    const reply = await target.invoke(encodeReplay(event, dryRun));
    const { version, done, rest, trouble } = readReply(event, reply);
    if (version !== undefined) {
      this.#failedInARow = 0;
      await this.#mark(done, version);
      this.tally.add(done, version);
      onProgress?.(this.tally.settled);
    }
    return { rest, trouble, someDone: done.length > 0 };
  }

  async #mark(done: Parameters<typeof markReplayed>[1], version: number): Promise<void> {
    const { store, by, fix, time, dryRun } = this.#job;
    if (dryRun) return;
    const [at, eventId] = [new Date(time.now()), time.randomId()];
    await markReplayed(store, done, { by, version, fix: fix?.digest ?? null, at, eventId });
  }

  async #tellApart(records: readonly ReplayRecord[], { message }: Trouble): Promise<void> {
    if (records.length > 1) {
      const middle = records.length >>> 1;
      await this.#deliver({ records: records.slice(0, middle) });
      await this.#deliver({ records: records.slice(middle) });
      return;
    }
    this.tally.fail(records[0]!, message);
    this.#job.onProgress?.(this.tally.settled);
    if (++this.#failedInARow >= MAX_FAILED_IN_A_ROW)
      throw new Stopped(`the function fails on every record: ${message}`);
  }

  #pause(attempt: number): Promise<void> {
    const { time, signal } = this.#job;
    const ms = FIRST_PAUSE_MS * 2 ** (attempt - 1);
    return time.sleep(ms / 2 + (ms / 2) * time.random(), signal);
  }
}
