import { type Random, seededRandom } from '../../random.ts';
import type { Criterion } from './criterion.ts';
import { DrawnSplits } from './drawn-splits.ts';
import type { ForestTask } from './forest-task.ts';
import { Gini } from './gini.ts';
import { type GrownTree, growTree } from './grow.ts';
import type { Tree } from './tree.ts';
import { Variance } from './variance.ts';

/** What a thread reuses from tree to tree. */
export interface Soil {
  readonly task: ForestTask;
  /** Each row's weight in the tree at hand: 0 for those left out. */
  readonly weights: Float64Array;
  readonly order: Int32Array;
  readonly scratch: Int32Array;
  readonly criterion: Criterion;
}

export function prepareSoil(task: ForestTask): Soil {
  const { rows, target, minLeaf } = task;
  const weights = new Float64Array(rows.count);
  const order = new Int32Array(rows.count);
  const scratch = new Int32Array(rows.count);
  const criterion =
    'labels' in target
      ? new Gini(rows, order, { labels: target.labels, classes: target.classes, weights }, minLeaf)
      : new Variance(rows, order, { targets: target.targets, weights }, minLeaf);
  return { task, weights, order, scratch, criterion };
}

/** Grows the tree of a number: which thread does, and after which others, makes no difference. */
export function plantTree({ task, weights, order, scratch, criterion }: Soil, number: number): Tree {
  const random = seededRandom(treeSeed(task.seed, number));
  const drawn = bootstrap(task, random, weights, order);
  const grown = growTree(
    task.rows,
    { order: order.subarray(0, drawn), scratch },
    new DrawnSplits(criterion, task.rows.width, task.perSplit, random),
    { maxLeaves: Number.POSITIVE_INFINITY, maxDepth: task.maxDepth, minLeaf: task.minLeaf },
  );
  return withLeaves(grown, criterion);
}

/** Distinct for the numbers of one seed, and far apart for seeds that follow one another. */
function treeSeed(seed: number, number: number): number {
  return Math.imul(seed ^ 0x5bf03635, 0x9e3779b1) + Math.imul(number, 0x85ebca6b);
}

/** As many rows as there are, drawn with replacement: one drawn twice has twice the weight. @returns distinct rows */
function bootstrap(
  { rows, target }: ForestTask,
  random: Random,
  weights: Float64Array,
  order: Int32Array,
): number {
  weights.fill(0);
  for (let i = 0; i < rows.count; i++) weights[random.below(rows.count)]!++;
  let drawn = 0;
  for (let row = 0; row < rows.count; row++) {
    if (weights[row] === 0) continue;
    order[drawn++] = row;
    if ('labels' in target) weights[row]! *= target.classWeights[target.labels[row]!]!;
  }
  return drawn;
}

function withLeaves({ leaves, ...tree }: GrownTree, criterion: Criterion): Tree {
  const starts = new Int32Array(tree.children.length + 1);
  const outputs: number[] = [];
  const values: number[] = [];
  let node = 0;
  for (const leaf of leaves) {
    while (node <= leaf.id) starts[node++] = outputs.length;
    criterion.leaf(leaf).forEach((value, output) => {
      if (value === 0) return;
      outputs.push(output);
      values.push(value);
    });
  }
  while (node < starts.length) starts[node++] = outputs.length;
  return { ...tree, starts, outputs: Int32Array.from(outputs), values: Float64Array.from(values) };
}
