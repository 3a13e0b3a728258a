import type { Parameters } from '../space/distribution.ts';
import type { StudyEnd } from './study-end.ts';
import type { Trial, TrialOutcome } from './trial.ts';

/** A trial as its worker gets it. */
export interface ClaimedTrial {
  readonly study: string;
  readonly number: number;
  /** 1, or more when other workers did not finish it. */
  readonly epoch: number;
  readonly family: string;
  readonly parameters: Parameters;
  /** Of everything that the trial draws; the same in every epoch. */
  readonly seed: number;
}

export interface TrialControl {
  /**
   * Tells an intermediate value.
   * @param step above the last one, up to the study's maxStep
   * @returns false when the trial is not worth going on: it should end as pruned
   * @throws the signal's reason when the trial is to stop; an Error for a step out of order or a value that is not
   *   finite
   */
  report(step: number, value: number): Promise<boolean>;
  /** Aborted when the worker is to stop, or another has the trial by now: what it finds counts no more. */
  readonly signal: AbortSignal;
}

/** Runs one trial. What it throws ends the trial as failed. */
export type RunTrial = (trial: ClaimedTrial, control: TrialControl) => Promise<TrialOutcome>;

/** What happens to a worker, for whoever watches. */
export type WorkerEvent =
  | { readonly kind: 'claimed'; readonly trial: ClaimedTrial }
  | { readonly kind: 'step'; readonly number: number; readonly step: number; readonly value: number }
  /** The pruner has decided against the trial. */
  | { readonly kind: 'not-worth-it'; readonly number: number; readonly step: number }
  | { readonly kind: 'finished'; readonly trial: Trial }
  /** Another worker has the trial: what this one found is refused. */
  | { readonly kind: 'lost'; readonly number: number; readonly epoch: number; readonly reason: string }
  | { readonly kind: 'released'; readonly number: number; readonly epoch: number }
  /** A trial of others ended as failed, since too many workers did not survive it. */
  | { readonly kind: 'gave-up'; readonly trial: Trial }
  /** Nothing to do yet; once, until there is something. */
  | { readonly kind: 'waiting'; readonly reason: string }
  /** The store did not answer as it should; the worker tries again. */
  | { readonly kind: 'fault'; readonly reason: string };

/** Why a worker came to its end. */
export interface WorkerEnd {
  /** The study ended, the worker was asked to stop, or there are more workers than may be. */
  readonly why: 'ended' | 'stopped' | 'surplus';
  /** A sentence for a person. */
  readonly reason: string;
  /** The study's end, when it has ended. */
  readonly ended: StudyEnd | undefined;
  /** Trials that this worker brought to an end. */
  readonly finished: number;
}
