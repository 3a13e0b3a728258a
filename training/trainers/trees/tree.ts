import type { FeatureRows } from '../trainer.ts';

/**
 * One tree, its nodes by number: 0 is the root, and a node comes before its children. A row goes left where its
 * feature is at most the threshold.
 */
export interface Tree {
  /** The left child; the right one is the next. 0 for a leaf. */
  readonly children: Int32Array;
  readonly features: Int32Array;
  readonly thresholds: Float32Array;
  /** Where a node's contributions begin, one more than nodes: leaves alone have some. */
  readonly starts: Int32Array;
  /** Which output a contribution is for, and what it adds to it. */
  readonly outputs: Int32Array;
  readonly values: Float64Array;
}

/** Trees whose leaves are added up. */
export interface Ensemble {
  readonly width: number;
  /** What each output begins with; as many as there are outputs. */
  readonly base: Float64Array;
  readonly trees: readonly Tree[];
}

/** The leaf that a row falls into. @param at where the row begins in `values` */
export function leafOf(tree: Tree, values: Float32Array, at: number): number {
  const { children, features, thresholds } = tree;
  let node = 0;
  for (let child = children[0]!; child !== 0; child = children[node]!) {
    node = values[at + features[node]!]! <= thresholds[node]! ? child : child + 1;
  }
  return node;
}

/** Adds a tree's answers to the rows' sums, row-major [count, outputs]. */
export function addTree(tree: Tree, rows: FeatureRows, sums: Float64Array, outputs: number): void {
  for (let row = 0; row < rows.count; row++) {
    const leaf = leafOf(tree, rows.values, row * rows.width);
    for (let i = tree.starts[leaf]!; i < tree.starts[leaf + 1]!; i++) {
      sums[row * outputs + tree.outputs[i]!]! += tree.values[i]!;
    }
  }
}

/** Every row's sums, row-major [count, outputs]. */
export function sumTrees(ensemble: Ensemble, rows: FeatureRows): Float64Array {
  const outputs = ensemble.base.length;
  const sums = Float64Array.from({ length: rows.count * outputs }, (_, i) => ensemble.base[i % outputs]!);
  for (const tree of ensemble.trees) addTree(tree, rows, sums, outputs);
  return sums;
}
