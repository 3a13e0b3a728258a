import type { Parameters, SearchSpace } from '../space/distribution.ts';

export type Direction = 'minimize' | 'maximize';

/** What a sampler may know of another trial. */
export interface ObservedTrial {
  readonly number: number;
  readonly family: string;
  readonly parameters: Parameters;
  readonly state: 'running' | 'complete' | 'pruned' | 'failed';
  /** The objective, in its own direction: of complete trials, and null for all others. */
  readonly value: number | null;
  /** Intermediate values, by ascending step. */
  readonly steps: readonly Step[];
}

export interface Step {
  /** 1 or more. */
  readonly step: number;
  readonly value: number;
}

/** All that a suggestion depends on: the same request gives the same suggestion on every machine. */
export interface SuggestionRequest {
  readonly space: SearchSpace;
  readonly direction: Direction;
  /** The study's seed. */
  readonly seed: number;
  /** The number of the trial to suggest for, from 0. */
  readonly number: number;
  /** By ascending number; those of earlier studies (a warm start) come first, with numbers below 0. */
  readonly trials: readonly ObservedTrial[];
}

export interface Suggestion {
  readonly family: string;
  readonly parameters: Parameters;
}

/** Chooses the hyperparameters of the next trial. */
export interface Sampler {
  suggest(request: SuggestionRequest): Suggestion;
}
