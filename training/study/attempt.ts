import { reasonOf } from '../../lib/contract/errors.ts';
import { StoreError } from '../../lib/registry/store-errors.ts';
import type { Pruner } from '../pruners/pruner.ts';
import type { ObservedTrial } from '../samplers/sampler.ts';
import { holderOf, trialOf } from './claim.ts';
import type { Clock } from './clock.ts';
import type { StudyDefinition } from './definition.ts';
import { LeaseLost } from './errors.ts';
import type { Lease } from './lease.ts';
import { endOf, failureOf } from './outcome.ts';
import { patiently } from './patience.ts';
import { Steps } from './steps.ts';
import type { TrialOutcome } from './trial.ts';
import type { ClaimedTrial, RunTrial, WorkerEvent } from './worker-events.ts';

/** Trials may tell a step every few milliseconds; the store is told, and asked about others, so often at most. */
export const STEPS_INTERVAL_MS = 1_000;

export interface AttemptParts {
  readonly definition: StudyDefinition;
  readonly lease: Lease;
  readonly run: RunTrial;
  /** Undefined: no trial is pruned, and nobody needs its steps before the next heartbeat. */
  readonly pruner: Pruner | undefined;
  /** Every other trial with its intermediate values, as the store had them a moment ago. */
  readonly others: () => Promise<readonly ObservedTrial[]>;
  /** Aborted when the worker is to stop. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly onEvent: (event: WorkerEvent) => void;
}

/** What became of a worker's hold of a trial. */
export type AttemptEnd = 'finished' | 'lost' | 'released';

/** One worker's hold of a trial, from the lease to its end. */
export class Attempt {
  readonly #parts: AttemptParts;
  readonly #trial: ClaimedTrial;
  readonly #steps: Steps;
  readonly #done = new AbortController();
  #toldMs: number;

  constructor(parts: AttemptParts) {
    const { study, number, family, parameters, seed } = parts.lease.claim;
    this.#parts = parts;
    this.#trial = { study, number, epoch: holderOf(parts.lease.claim).epoch, family, parameters, seed };
    this.#steps = new Steps(parts.definition.maxStep);
    this.#toldMs = parts.clock.now();
  }

  /**
   * Runs the trial, with a heartbeat now and then. When the worker is to stop, the lease is handed back at once,
   * without waiting for the run to heed its signal.
   * @throws StoreError when the store is down for longer than a lease
   */
  async run(): Promise<AttemptEnd> {
    const { signal, onEvent } = this.#parts;
    const { number, epoch } = this.#trial;
    const heart = this.#keepBeating();
    try {
      onEvent({ kind: 'claimed', trial: this.#trial });
      if (epoch > 1) await this.#beat();
      const outcome = await Promise.race([this.#outcome(), this.#stopped()]);
      if (outcome === undefined || (signal.aborted && outcome.state === 'failed'))
        return await this.#release();
      return await this.#end(outcome);
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
      onEvent({ kind: 'lost', number, epoch, reason: error.message });
      return 'lost';
    } finally {
      this.#done.abort();
      await heart;
    }
  }

  /** @throws LeaseLost when another has the trial by now */
  async #outcome(): Promise<TrialOutcome> {
    const { run, lease, signal } = this.#parts;
    const control = {
      report: (step: number, value: number) => this.#report(step, value),
      signal: AbortSignal.any([signal, lease.lost]),
    };
    const outcome = await run(this.#trial, control).catch(failureOf);
    lease.lost.throwIfAborted();
    return outcome;
  }

  /** Resolves with undefined once the worker is to stop. */
  #stopped(): Promise<undefined> {
    const { signal } = this.#parts;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true, signal: this.#done.signal });
    return promise;
  }

  async #report(step: number, value: number): Promise<boolean> {
    const { pruner, onEvent, clock } = this.#parts;
    const { number } = this.#trial;
    this.#throwIfStopped();
    this.#steps.add(step, value);
    onEvent({ kind: 'step', number, step, value });
    if (pruner === undefined) return true;
    if (clock.now() - this.#toldMs >= STEPS_INTERVAL_MS) await this.#beat();
    this.#throwIfStopped();
    if (!(await this.#isPruned(pruner))) return true;
    onEvent({ kind: 'not-worth-it', number, step });
    return false;
  }

  #throwIfStopped(): void {
    this.#parts.signal.throwIfAborted();
    this.#parts.lease.lost.throwIfAborted();
  }

  /** A store that does not answer prunes nothing. */
  async #isPruned(pruner: Pruner): Promise<boolean> {
    const { definition, others } = this.#parts;
    const { study, maxStep, objective } = definition;
    const trial = this.#steps.asObserved(this.#trial);
    try {
      const trials = (await others()).filter(({ number }) => number !== trial.number);
      return pruner.shouldPrune({ study, direction: objective.direction, trial, trials, maxStep });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#parts.onEvent({ kind: 'fault', reason: error.message });
      return false;
    }
  }

  async #keepBeating(): Promise<void> {
    const { definition, clock, lease } = this.#parts;
    const intervalMs = definition.lease.heartbeatSeconds * 1_000;
    while (!this.#done.signal.aborted && !lease.lost.aborted) {
      await clock.sleep(intervalMs, this.#done.signal);
      if (!this.#done.signal.aborted) await this.#beat();
    }
  }

  /** A heartbeat that could not be written is one that is missing: the lease says how many may be. */
  async #beat(): Promise<void> {
    const { lease, onEvent, clock } = this.#parts;
    this.#toldMs = clock.now();
    await lease.beat(this.#steps.all).catch((error: unknown) => {
      if (!(error instanceof LeaseLost)) onEvent({ kind: 'fault', reason: reasonOf(error) });
    });
  }

  async #end(outcome: TrialOutcome): Promise<AttemptEnd> {
    const { lease, onEvent, clock, definition, signal } = this.#parts;
    const patienceMs = definition.lease.seconds * 1_000;
    const onFault = (fault: Error) => onEvent({ kind: 'fault', reason: fault.message });
    const draft = endOf(outcome, this.#steps.all);
    const ended = await patiently(() => lease.end(draft), { clock, patienceMs, signal, onFault });
    onEvent({ kind: 'finished', trial: trialOf(ended, []) });
    return 'finished';
  }

  /** A lease that cannot be handed back runs out. */
  async #release(): Promise<AttemptEnd> {
    const { lease, onEvent } = this.#parts;
    const { number, epoch } = this.#trial;
    try {
      await lease.release();
      onEvent({ kind: 'released', number, epoch });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      onEvent({ kind: 'fault', reason: error.message });
    }
    return 'released';
  }
}
