import type { Barrier } from './barrier.ts';
import type { GrowingNode, Splitter } from './grow.ts';
import type { NewtonSplits } from './newton-splits.ts';

/** Numbers of a proposal: gain, feature, bin, and the left child's sums. */
const FIELDS = 5;

/** Two children are searched at a time. */
const NODES = 2;

/** How many numbers threads share: one set is read while the next may already be written. */
export function proposalPlaces(threads: number): number {
  return 2 * threads * NODES * FIELDS;
}

/**
 * One tree grown by several threads, each of which looks at features of its own and then takes the best proposal
 * of all ("feature parallel" in LightGBM). Every thread holds all rows and splits them alike. A feature's sums do
 * not depend on the thread that adds them up, and of equal gains the first feature wins: so the tree is the same
 * for any number of threads.
 */
export class SharedSplits implements Splitter {
  readonly #own: NewtonSplits;
  readonly #proposals: Float64Array;
  readonly #barrier: Barrier;
  readonly #thread: number;
  readonly #threads: number;
  #turn = 0;

  constructor(
    own: NewtonSplits,
    proposals: Float64Array,
    barrier: Barrier,
    { thread, threads }: { readonly thread: number; readonly threads: number },
  ) {
    this.#own = own;
    this.#proposals = proposals;
    this.#barrier = barrier;
    this.#thread = thread;
    this.#threads = threads;
  }

  searchRoot(root: GrowingNode): void {
    this.#own.searchRoot(root);
    this.#agree([root]);
  }

  searchChildren(parent: GrowingNode, left: GrowingNode, right: GrowingNode): void {
    this.#own.searchChildren(parent, left, right);
    // All threads see the same rows: they skip the same.
    if (left.splittable || right.splittable) this.#agree([left, right]);
  }

  #agree(nodes: readonly GrowingNode[]): void {
    nodes.forEach((node, i) => {
      const { leftGradients, leftHessians } = this.#own;
      const sums = [leftGradients[node.id]!, leftHessians[node.id]!];
      this.#proposals.set([node.gain, node.feature, node.bin, ...sums], this.#place(this.#thread, i));
    });
    this.#barrier.wait();
    nodes.forEach((node, i) => {
      for (let thread = 0; thread < this.#threads; thread++) this.#take(node, this.#place(thread, i));
    });
    this.#turn = 1 - this.#turn;
  }

  #place(thread: number, node: number): number {
    return ((this.#turn * this.#threads + thread) * NODES + node) * FIELDS;
  }

  #take(node: GrowingNode, at: number): void {
    const [gain, feature, bin, leftGradient, leftHessian] = this.#proposals.subarray(at, at + FIELDS);
    if (gain! < node.gain || (gain === node.gain && feature! >= node.feature)) return;
    node.gain = gain!;
    node.feature = feature!;
    node.bin = bin!;
    this.#own.leftGradients[node.id] = leftGradient!;
    this.#own.leftHessians[node.id] = leftHessian!;
  }
}
