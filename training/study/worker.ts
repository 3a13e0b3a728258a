import { randomUUID } from 'node:crypto';
import type { ObservedTrial } from '../samplers/sampler.ts';
import { Attempt, type AttemptEnd, STEPS_INTERVAL_MS } from './attempt.ts';
import { trialOf } from './claim.ts';
import { type ClaimParts, firstClaim, nextClaim, takeLease } from './claim-trial.ts';
import { type Clock, systemClock } from './clock.ts';
import { LeaseLost } from './errors.ts';
import { Lease } from './lease.ts';
import { leaseMs } from './lease-age.ts';
import { type Move, nextMove } from './next-move.ts';
import { observedTrial } from './observed.ts';
import { endOf } from './outcome.ts';
import { type Patience, patiently } from './patience.ts';
import { publishResult } from './publish-result.ts';
import type { Study } from './study.ts';
import { StudyView, type ViewedTrial } from './study-view.ts';
import type { RunTrial, WorkerEnd, WorkerEvent } from './worker-events.ts';

export type { ClaimedTrial, RunTrial, TrialControl, WorkerEnd, WorkerEvent } from './worker-events.ts';

export interface WorkerOptions {
  /** Its name, for people: several may share one. */
  readonly worker: string;
  readonly run: RunTrial;
  /** Aborted when the worker is to stop: its trial is handed back at once. Default: never. */
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: WorkerEvent) => void) | undefined;
  /** Between two looks at a study in which there is nothing to do yet, in milliseconds. Default: 2,000. */
  readonly pollMs?: number | undefined;
  /** Default: this process's. */
  readonly clock?: Clock | undefined;
  /** Unique strings, for writeIds. Default: random UUIDs. */
  readonly randomId?: (() => string) | undefined;
  /** From 0 to 1, for how long to wait when another was quicker. Default: Math.random. */
  readonly random?: (() => number) | undefined;
}

const DEFAULT_POLL_MS = 2_000;

/** A worker that another was quicker than waits up to twice this, then four times, up to sixteen times. */
const BEATEN_MS = 50;

/**
 * Works on a study until it ends: claims trials, runs them, takes over those of dead workers. Any number of
 * workers, in any process on any machine, work on one study; nothing but the store joins them.
 *
 * @throws StoreError when the store is down for longer than a lease
 */
export async function runWorker(study: Study, options: WorkerOptions): Promise<WorkerEnd> {
  return new Worker(study, options).work();
}

class Worker {
  readonly #study: Study;
  readonly #options: WorkerOptions;
  readonly #view: StudyView;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  readonly #random: () => number;
  #finished = 0;
  /** How often in a row another was quicker. */
  #beaten = 0;
  /** Since when there have been too many workers, in local milliseconds. */
  #surplusMs: number | undefined;
  #waitsFor: string | undefined;
  /** What the pruner saw last, and when, in local milliseconds. */
  #known: readonly ObservedTrial[] = [];
  #othersMs = Number.NEGATIVE_INFINITY;

  constructor(study: Study, options: WorkerOptions) {
    this.#study = study;
    this.#options = options;
    this.#view = new StudyView(study.store, study.name);
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#signal = options.signal ?? new AbortController().signal;
  }

  get #pollMs(): number {
    return this.#options.pollMs ?? DEFAULT_POLL_MS;
  }

  async work(): Promise<WorkerEnd> {
    while (!this.#signal.aborted) {
      const viewed = await this.#patiently(() => this.#view.look());
      const now = await this.#patiently(() => this.#study.store.now());
      if (this.#signal.aborted) break;
      const end = await this.#make(nextMove(this.#study.definition, viewed, now), viewed, now);
      if (end) return end;
    }
    return this.#end('stopped', 'it was asked to stop');
  }

  /** @returns undefined while the worker goes on */
  async #make(move: Move, viewed: readonly ViewedTrial[], now: Date): Promise<WorkerEnd | undefined> {
    if (move.kind === 'end') return { ...this.#end('ended', move.end.reason), ended: move.end };
    if (move.kind === 'wait') return this.#wait(move.why);
    this.#surplusMs = undefined;
    this.#waitsFor = undefined;
    if (move.kind === 'publish') await this.#patiently(() => publishResult(this.#study.store, move.claim));
    else if (move.kind === 'give-up') await this.#giveUp(move.trial, move.reason, now);
    else if (move.kind === 'take-over') await this.#takeOver(move.trial, now);
    else await this.#claim(viewed, now);
    return undefined;
  }

  async #claim(viewed: readonly ViewedTrial[], now: Date): Promise<void> {
    const { sampler, earlier } = this.#study;
    const parts = this.#parts(now);
    const claim = firstClaim(parts, { sampler, earlier, viewed });
    await this.#tryFor(() => takeLease(parts, claim, undefined));
  }

  async #takeOver({ claim, etag }: ViewedTrial, now: Date): Promise<void> {
    const parts = this.#parts(now);
    const next = nextClaim(parts, claim);
    await this.#tryFor(() => takeLease(parts, next, etag));
  }

  /** Runs the trial when this worker gets it; of many that want it at once, the others come back at different times. */
  async #tryFor(take: () => Promise<Lease | undefined>): Promise<void> {
    const lease = await this.#patiently(take);
    this.#beaten = lease ? 0 : this.#beaten + 1;
    if (lease) await this.#run(lease);
    else await this.#clock.sleep(this.#random() * BEATEN_MS * 2 ** Math.min(this.#beaten, 4), this.#signal);
  }

  /** Ends a trial in the name of the workers that it was too much for. Another may be quicker: then it is done. */
  async #giveUp({ claim, etag }: ViewedTrial, reason: string, now: Date): Promise<void> {
    const { store, randomId } = this.#parts(now);
    const lease = new Lease({ store, claim, etag, randomId });
    try {
      const ended = await this.#patiently(() => lease.end(endOf({ state: 'failed', reason }, [])));
      this.#tell({ kind: 'gave-up', trial: trialOf(ended, []) });
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
    }
  }

  async #run(lease: Lease): Promise<void> {
    const { definition, pruner } = this.#study;
    const { run } = this.#options;
    const parts = { definition, lease, run, pruner, signal: this.#signal, clock: this.#clock };
    const attempt = new Attempt({
      ...parts,
      others: () => this.#others(),
      onEvent: (event) => this.#tell(event),
    });
    const end: AttemptEnd = await attempt.run();
    if (end === 'finished') this.#finished += 1;
  }

  /** As of a moment ago: trials that tell a step every few milliseconds do not look that often. */
  async #others(): Promise<readonly ObservedTrial[]> {
    const now = this.#clock.now();
    if (now - this.#othersMs < STEPS_INTERVAL_MS) return this.#known;
    this.#othersMs = now;
    const viewed = await this.#view.look({ steps: true });
    this.#known = viewed.map(({ claim, steps }) => ({ ...observedTrial(claim, claim.end === null), steps }));
    return this.#known;
  }

  /** A worker too many looks for as long as a lease lasts: one of the others may be dead. */
  async #wait(why: 'trials' | 'surplus'): Promise<WorkerEnd | undefined> {
    const { limits, lease } = this.#study.definition;
    const reason =
      why === 'surplus' ? `${limits.workers} workers are at work, as many as may be` : 'the last trials run';
    if (this.#waitsFor !== reason) this.#tell({ kind: 'waiting', reason });
    this.#waitsFor = reason;
    this.#surplusMs = why === 'surplus' ? (this.#surplusMs ?? this.#clock.now()) : undefined;
    if (this.#surplusMs !== undefined && this.#clock.now() - this.#surplusMs > leaseMs(lease) + this.#pollMs)
      return this.#end('surplus', reason);
    await this.#clock.sleep(this.#pollMs, this.#signal);
    return undefined;
  }

  #end(why: WorkerEnd['why'], reason: string): WorkerEnd {
    return { why, reason, ended: undefined, finished: this.#finished };
  }

  #parts(now: Date): ClaimParts {
    const { store, definition, digest } = this.#study;
    const { worker, randomId = randomUUID } = this.#options;
    return { store, definition, studyDigest: digest, worker, now, randomId };
  }

  #tell(event: WorkerEvent): void {
    this.#options.onEvent?.(event);
  }

  #patiently<T>(work: () => Promise<T>): Promise<T> {
    const patience: Patience = {
      clock: this.#clock,
      patienceMs: this.#study.definition.lease.seconds * 1_000,
      signal: this.#signal,
      onFault: (fault) => this.#tell({ kind: 'fault', reason: fault.message }),
    };
    return patiently(work, patience);
  }
}
