import type { BinnedRows } from './binned-rows.ts';
import type { NewtonOptions } from './newton-splits.ts';
import type { Tree } from './tree.ts';

/** What the threads of a boosting share. */
export interface BoostingTask extends Omit<NewtonOptions, 'features'> {
  readonly training: BoostedRows;
  /** Rows to stop early by. */
  readonly validation: BoostedRows | undefined;
  readonly loss: BoostingLoss;
  /** By output, row for row: [outputs, training rows]. */
  readonly gradients: Float64Array;
  readonly hessians: Float64Array;
  readonly iterations: number;
  /** Iterations without a lower loss on the validation rows, after which it stops. */
  readonly patience: number;
  readonly learningRate: number;
  /** Sums of the loss over blocks of rows. */
  readonly blockLosses: Float64Array;
  /** Splits that threads compare: see shared-splits.ts. */
  readonly proposals: Float64Array;
  /** Integers by the places of CONTROL. */
  readonly control: Int32Array;
}

/** Places of a BoostingTask's control. The barrier takes two. */
export const CONTROL = { barrier: 0, nextOutput: 2, askedToStop: 3, stop: 4, places: 5 } as const;

/** Rows with what is to be learned of them, and what the trees so far say: [outputs, rows]. */
export interface BoostedRows {
  readonly rows: BinnedRows;
  readonly target: BoostingTarget;
  readonly scores: Float64Array;
}

export type BoostingTarget = { readonly labels: Int32Array } | { readonly targets: Float64Array };

/** What is minimised, and with how many outputs. */
export type BoostingLoss =
  /** Multinomial log loss of classes, a logit each; or of two classes, the one output being the second's logit. */
  | { readonly kind: 'softmax' | 'logistic'; readonly outputs: number; readonly classWeights: Float64Array }
  /** Squared error. */
  | { readonly kind: 'squared'; readonly outputs: 1 };

export type BoostingMessage =
  | { readonly kind: 'iteration'; readonly iteration: number; readonly loss: number }
  /** All that a thread has grown. The first thread's alone has the losses by iteration. */
  | { readonly kind: 'trees'; readonly trees: readonly BoostedTree[]; readonly losses: readonly number[] };

export interface BoostedTree {
  /** From 1. */
  readonly iteration: number;
  readonly output: number;
  readonly tree: Tree;
}
