import type { BinnedRows } from './binned-rows.ts';
import type { ForestTarget } from './forest-target.ts';
import type { Tree } from './tree.ts';

/** What the threads of a forest share. */
export interface ForestTask {
  readonly rows: BinnedRows;
  readonly target: ForestTarget;
  readonly trees: number;
  /** Features per split. */
  readonly perSplit: number;
  readonly minLeaf: number;
  readonly maxDepth: number;
  readonly seed: number;
  /** Two integers, 0 at first. */
  readonly barrier: Int32Array;
  /** The number of the tree that comes next. */
  readonly next: Int32Array;
}

/** A tree, as a thread has grown it. */
export interface ForestMessage {
  readonly number: number;
  readonly tree: Tree;
}
