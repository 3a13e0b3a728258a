import type { ObservedTrial } from '../samplers/sampler.ts';

/** A trial as a study shows it. */
export interface Trial extends ObservedTrial {
  /** 1 for the first claim, one more for each take-over. */
  readonly epoch: number;
  /** Who has it or had it last. */
  readonly worker: string;
  /** Of everything that the trial draws. */
  readonly seed: number;
  /** By the store's clock. */
  readonly startedAt: Date;
  /** By the store's clock; null while it runs. */
  readonly finishedAt: Date | null;
  /** Why it failed or was pruned; null otherwise. */
  readonly reason: string | null;
  /** What the trial found besides its value, such as seconds, accuracy and iterations. */
  readonly metrics: Readonly<Record<string, number>>;
  /** All claims of the trial, the first and the take-overs, ascending. */
  readonly attempts: readonly Attempt[];
}

/** One worker's hold of a trial. */
export interface Attempt {
  readonly epoch: number;
  readonly worker: string;
  /** By the store's clock. */
  readonly claimedAt: Date;
  /** Whether the worker handed it back, as it does when it is asked to stop. */
  readonly released: boolean;
}

/** How a trial ended. */
export type TrialOutcome =
  | {
      readonly state: 'complete';
      /** The objective, finite. */
      readonly value: number;
      /** Those that are not finite are left out. */
      readonly metrics: Readonly<Record<string, number>>;
    }
  | { readonly state: 'pruned'; readonly reason: string; readonly metrics: Readonly<Record<string, number>> }
  | { readonly state: 'failed'; readonly reason: string };
