import type { Direction, ObservedTrial } from '../samplers/sampler.ts';

/** What a pruner decides by. The same request gives the same decision on every machine. */
export interface PruneRequest {
  /** The study's name: with the trial's number it decides its bracket. */
  readonly study: string;
  readonly direction: Direction;
  /** The trial that goes on or not; its last step is the one just reported. */
  readonly trial: ObservedTrial;
  /** Every other trial with its intermediate values; those of the same family are comparable. */
  readonly trials: readonly ObservedTrial[];
  /** The last step that a trial reports when it is not pruned. */
  readonly maxStep: number;
}

/** Gives up trials that will not be among the best. */
export interface Pruner {
  shouldPrune(request: PruneRequest): boolean;
}
