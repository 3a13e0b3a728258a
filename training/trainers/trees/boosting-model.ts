import type { BoostingGoal } from './boosting-target.ts';
import { alignValues, gridFor, roundTo, sumBound } from './exact-sums.ts';
import type { Tree } from './tree.ts';
import type { Head, TreeModel } from './tree-model.ts';

/** Adds up trees. One that is but a leaf goes into the base. */
export function boostingModel(width: number, goal: BoostingGoal, trees: readonly Tree[]): TreeModel {
  const grid = gridFor(sumBound(trees, goal.base));
  const base = goal.base.map((value) => roundTo(value, grid));
  const grown: Tree[] = [];
  for (const tree of trees.map((each) => alignValues(each, grid))) {
    // The runtime wants a tree at least.
    if (tree.children.length > 1) grown.push(tree);
    else base[tree.outputs[0]!]! += tree.values[0]!;
  }
  return { ensemble: { width, base, trees: grown.length > 0 ? grown : [idleTree()] }, head: headOf(goal) };
}

function headOf({ loss, scale, offset }: BoostingGoal): Head {
  return loss.kind === 'squared' ? { kind: 'value', scale, offset } : { kind: loss.kind };
}

/** A leaf that adds nothing. */
function idleTree(): Tree {
  return {
    children: Int32Array.of(0),
    features: Int32Array.of(0),
    thresholds: Float32Array.of(0),
    starts: Int32Array.of(0, 1),
    outputs: Int32Array.of(0),
    values: Float64Array.of(0),
  };
}
