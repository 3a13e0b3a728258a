import type { BinnedRows } from './binned-rows.ts';
import { MAX_CUTS } from './bins.ts';
import type { Tree } from './tree.ts';

/** When a tree stops growing. */
export interface GrowthLimits {
  /** Leaves at most, or Infinity. */
  readonly maxLeaves: number;
  /** Splits from the root to a leaf at most, or Infinity. */
  readonly maxDepth: number;
  /** Rows of a leaf at least. */
  readonly minLeaf: number;
}

/** A node while its tree grows. Its rows are those from `start` to before `end` of the order. */
export interface GrowingNode {
  readonly id: number;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  /** Whether its rows and depth allow a split: the splitter looks at these alone. */
  readonly splittable: boolean;
  /** Its best split, as the splitter found it: what it gains, or −Infinity where there is none. */
  gain: number;
  feature: number;
  /** The last bin that goes left. */
  bin: number;
}

/** Finds the best splits: what a forest and boosting differ in. Sets the gain, feature and bin of splittable nodes. */
export interface Splitter {
  /** Looks for the root's split. */
  searchRoot(root: GrowingNode): void;
  /** Looks for the splits of both children of a node that has just been split. */
  searchChildren(parent: GrowingNode, left: GrowingNode, right: GrowingNode): void;
}

/** A tree without its leaves' values. */
export interface GrownTree extends Pick<Tree, 'children' | 'features' | 'thresholds'> {
  readonly leaves: readonly GrowingNode[];
}

/** The memory that a thread grows its trees in. */
export interface GrowthSpace {
  /** The rows to learn from; in the end each leaf's rows lie together. */
  readonly order: Int32Array;
  /** At least as long. */
  readonly scratch: Int32Array;
}

/**
 * Grows a tree from its root: the node of the highest gain first (Shi, "Best-first decision tree learning", 2007)
 * where leaves are limited, depth first where they are not.
 */
export function growTree(
  rows: BinnedRows,
  { order, scratch }: GrowthSpace,
  splitter: Splitter,
  limits: GrowthLimits,
): GrownTree {
  const root = newNode(0, 0, order.length, 0, limits);
  const nodes = [root];
  const firstChild = new Map<GrowingNode, GrowingNode>();
  if (root.splittable && limits.maxLeaves > 1) splitter.searchRoot(root);
  const open = isOpen(root) ? [root] : [];
  for (let leaves = 2; open.length > 0; leaves++) {
    const node = takeNext(open, limits.maxLeaves);
    const middle = partition(rows, node, order, scratch);
    const left = newNode(nodes.length, node.start, middle, node.depth + 1, limits);
    const right = newNode(nodes.length + 1, middle, node.end, node.depth + 1, limits);
    nodes.push(left, right);
    firstChild.set(node, left);
    // Nobody asks for the splits of the last two.
    if (leaves === limits.maxLeaves) break;
    splitter.searchChildren(node, left, right);
    if (isOpen(left)) open.push(left);
    if (isOpen(right)) open.push(right);
  }
  return finish(rows, nodes, firstChild);
}

function newNode(id: number, start: number, end: number, depth: number, limits: GrowthLimits): GrowingNode {
  const splittable = end - start >= 2 * limits.minLeaf && depth < limits.maxDepth;
  return { id, start, end, depth, splittable, gain: Number.NEGATIVE_INFINITY, feature: 0, bin: 0 };
}

function isOpen(node: GrowingNode): boolean {
  return node.gain !== Number.NEGATIVE_INFINITY;
}

function takeNext(open: GrowingNode[], maxLeaves: number): GrowingNode {
  if (maxLeaves === Number.POSITIVE_INFINITY) return open.pop()!;
  let best = 0;
  for (let i = 1; i < open.length; i++) if (open[i]!.gain > open[best]!.gain) best = i;
  return open.splice(best, 1)[0]!;
}

/** Puts a node's rows in two parts, both in the order they had. @returns where the right part begins */
function partition(rows: BinnedRows, node: GrowingNode, order: Int32Array, scratch: Int32Array): number {
  const { bins, count } = rows;
  const { start, end, bin } = node;
  const column = node.feature * count;
  let left = start;
  let right = 0;
  for (let i = start; i < end; i++) {
    const row = order[i]!;
    if (bins[column + row]! <= bin) order[left++] = row;
    else scratch[right++] = row;
  }
  for (let i = 0; i < right; i++) order[left + i] = scratch[i]!;
  return left;
}

function finish(
  { cuts }: BinnedRows,
  nodes: readonly GrowingNode[],
  firstChild: ReadonlyMap<GrowingNode, GrowingNode>,
): GrownTree {
  const children = new Int32Array(nodes.length);
  const features = new Int32Array(nodes.length);
  const thresholds = new Float32Array(nodes.length);
  for (const [node, child] of firstChild) {
    children[node.id] = child.id;
    features[node.id] = node.feature;
    thresholds[node.id] = cuts.thresholds[node.feature * MAX_CUTS + node.bin]!;
  }
  return { children, features, thresholds, leaves: nodes.filter(({ id }) => children[id] === 0) };
}
