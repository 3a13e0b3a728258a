import type { GrowingNode } from './grow.ts';

/** How a forest judges splits. */
export interface Criterion {
  /** Gathers a node's rows. @returns whether there is anything to tell apart: false for a pure node */
  load(node: GrowingNode): boolean;
  /**
   * Looks for the best cut of one feature, and takes it into the node where it beats the node's gain.
   * @returns false where all rows are in one bin
   */
  search(node: GrowingNode, feature: number): boolean;
  /** The outputs of a leaf. */
  leaf(node: GrowingNode): Float64Array;
}

/**
 * Where to cut between two neighbouring bins that have rows, `low` and `high`: halfway. The bins between are empty
 * in this node alone, and a cut in the middle of a gap serves unseen rows better than one at its edge.
 */
export function middleCut(low: number, high: number): number {
  return (low + high - 1) >> 1;
}
