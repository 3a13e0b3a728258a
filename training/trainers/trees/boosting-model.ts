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
    if (tree.children.length > 1) grown.push(tree);
    else base[tree.outputs[0]!]! += tree.values[0]!;
  }
  const silent = [...base.keys()].filter((output) => grown.every(({ outputs }) => outputs[0] !== output));
  if (silent.length > 0) grown.push(idleTree(silent));
  return { ensemble: { width, base, trees: grown }, head: headOf(goal) };
}

function headOf({ loss, scale: { mean, deviation } }: BoostingGoal): Head {
  return loss.kind === 'squared' ? { kind: 'value', scale: deviation, offset: mean } : { kind: loss.kind };
}

/**
 * A leaf that adds nothing to outputs which no other tree adds to: the runtime wants a tree at least, and forgets the
 * base of an output that nothing is added to.
 */
function idleTree(outputs: readonly number[]): Tree {
  return {
    children: Int32Array.of(0),
    features: Int32Array.of(0),
    thresholds: Float32Array.of(0),
    starts: Int32Array.of(0, outputs.length),
    outputs: Int32Array.from(outputs),
    values: new Float64Array(outputs.length),
  };
}
