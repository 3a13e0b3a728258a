import { Barrier } from './barrier.ts';
import { binTogether } from './bin-phase.ts';
import { type BoostedTree, type BoostingMessage, type BoostingTask, CONTROL } from './boosting-task.ts';
import { lossOver } from './derivatives.ts';
import { type GrownTree, growTree, type Splitter } from './grow.ts';
import { NewtonSplits } from './newton-splits.ts';
import { SharedSplits } from './shared-splits.ts';
import { leafOf, type Tree } from './tree.ts';

/** Rows whose losses are summed as one: sums of sums are then the same for any number of threads. */
export const BLOCK_ROWS = 1024;

/**
 * A Newton step of a logit at most: a leaf whose rows are all as good as certain of another class would otherwise
 * move them by thousands.
 */
const MAX_LOGIT_STEP = 10;

/** The least a loss must fall to count as better. */
const TOLERANCE = 1e-7;

/** What a task means to one thread. */
export type ThreadTask = BoostingTask & { readonly thread: number; readonly threads: number };

/** One thread of a boosting. Threads walk through the same phases, with a barrier after each. */
export class BoostingThread {
  readonly #task: ThreadTask;
  readonly #barrier: Barrier;
  readonly #identity: Int32Array;
  readonly #order: Int32Array;
  readonly #scratch: Int32Array;
  readonly #newton: NewtonSplits;
  readonly #splitter: Splitter;
  /** Whether all threads grow one tree together: with a single output there is but one at a time. */
  readonly #together: boolean;
  readonly #grown: BoostedTree[] = [];
  readonly #losses: number[] = [];

  constructor(task: ThreadTask) {
    const { rows } = task.training;
    this.#task = task;
    this.#barrier = new Barrier(task.control.subarray(CONTROL.barrier, CONTROL.barrier + 2), task.threads);
    binTogether(rows, task.validation ? [task.validation.rows] : [], task, this.#barrier);
    this.#identity = Int32Array.from({ length: rows.count }, (_, row) => row);
    this.#order = new Int32Array(rows.count);
    this.#scratch = new Int32Array(rows.count);
    this.#together = task.loss.outputs === 1 && task.threads > 1;
    const all = Int32Array.from({ length: rows.width }, (_, feature) => feature);
    const features = this.#together ? all.filter((feature) => feature % task.threads === task.thread) : all;
    this.#newton = new NewtonSplits(rows, this.#order, { ...task, features });
    this.#splitter = this.#together
      ? new SharedSplits(this.#newton, task.proposals, this.#barrier, task)
      : this.#newton;
  }

  /** Boosts to the end. @param post gets the losses as they come; called by the first thread only */
  run(post: (message: BoostingMessage) => void): Extract<BoostingMessage, { kind: 'trees' }> {
    const { iterations, thread, control } = this.#task;
    this.#measure();
    this.#barrier.wait();
    for (let iteration = 1; iteration <= iterations; iteration++) {
      this.#growAll(iteration);
      this.#barrier.wait();
      this.#measure();
      // One thread looks at what another process may change at any time; all obey the copy.
      if (thread === 0) control[CONTROL.stop] = Atomics.load(control, CONTROL.askedToStop);
      this.#barrier.wait();
      this.#losses.push(this.#loss());
      if (thread === 0) post({ kind: 'iteration', iteration, loss: this.#losses.at(-1)! });
      if (control[CONTROL.stop] === 1 || this.#isOver()) break;
    }
    return { kind: 'trees', trees: this.#grown, losses: thread === 0 ? this.#losses : [] };
  }

  /** Derivatives and losses of the blocks whose turn this thread is. */
  #measure(): void {
    const { training, validation, loss, blockLosses, thread, threads } = this.#task;
    const { count } = training.rows;
    for (let block = thread; block * BLOCK_ROWS < count; block += threads) {
      const from = block * BLOCK_ROWS;
      const sum = lossOver(loss, training, from, Math.min(from + BLOCK_ROWS, count), this.#task);
      if (validation === undefined) blockLosses[block] = sum;
    }
    if (validation === undefined) return;
    const { count: others } = validation.rows;
    for (let block = thread; block * BLOCK_ROWS < others; block += threads) {
      const from = block * BLOCK_ROWS;
      blockLosses[block] = lossOver(loss, validation, from, Math.min(from + BLOCK_ROWS, others));
    }
  }

  #loss(): number {
    return this.#task.blockLosses.reduce((sum, loss) => sum + loss, 0);
  }

  #isOver(): boolean {
    if (this.#task.validation === undefined) return false;
    return this.#losses.length - bestIteration(this.#losses) >= this.#task.patience;
  }

  #growAll(iteration: number): void {
    const { loss, control, threads } = this.#task;
    if (this.#together) {
      this.#growOne(iteration, 0);
      return;
    }
    // Each thread asks once more than it gets an output: that many numbers go by in an iteration.
    const before = (iteration - 1) * (loss.outputs + threads);
    for (;;) {
      const output = Atomics.add(control, CONTROL.nextOutput, 1) - before;
      if (output >= loss.outputs) return;
      this.#growOne(iteration, output);
    }
  }

  #growOne(iteration: number, output: number): void {
    const { training, maxLeaves, minLeaf, gradients, hessians, thread } = this.#task;
    const { count } = training.rows;
    const [from, to] = [output * count, (output + 1) * count];
    const own = { gradients: gradients.subarray(from, to), hessians: hessians.subarray(from, to) };
    this.#order.set(this.#identity);
    this.#newton.begin(own);
    const space = { order: this.#order, scratch: this.#scratch };
    const limits = { maxLeaves, minLeaf, maxDepth: Number.POSITIVE_INFINITY };
    const grown = growTree(training.rows, space, this.#splitter, limits);
    if (this.#together && thread !== 0) return;
    const tree = this.#withLeaves(grown, output, own.gradients, own.hessians);
    this.#scoreValidation(tree, output);
    this.#grown.push({ iteration, output, tree });
  }

  /** Sets the leaves' values and adds them to the scores of the rows in them. */
  #withLeaves(
    { leaves, ...tree }: GrownTree,
    output: number,
    gradients: Float64Array,
    hessians: Float64Array,
  ): Tree {
    const { training, loss, l2, learningRate } = this.#task;
    const offset = output * training.rows.count;
    const order = this.#order;
    const starts = new Int32Array(tree.children.length + 1);
    for (const { id } of leaves) starts[id + 1] = 1;
    for (let node = 0; node + 1 < starts.length; node++) starts[node + 1]! += starts[node]!;
    const values = Float64Array.from(leaves, ({ start, end }) => {
      let gradient = 0;
      let hessian = 0;
      for (let i = start; i < end; i++) {
        gradient += gradients[order[i]!]!;
        hessian += hessians[order[i]!]!;
      }
      const step = -gradient / (hessian + l2);
      const bound = loss.kind === 'squared' ? Number.POSITIVE_INFINITY : MAX_LOGIT_STEP;
      const value = learningRate * Math.max(-bound, Math.min(bound, step));
      for (let i = start; i < end; i++) training.scores[offset + order[i]!]! += value;
      return value;
    });
    return { ...tree, starts, outputs: new Int32Array(leaves.length).fill(output), values };
  }

  #scoreValidation(tree: Tree, output: number): void {
    if (this.#task.validation === undefined) return;
    const { rows, scores } = this.#task.validation;
    for (let row = 0; row < rows.count; row++) {
      const leaf = leafOf(tree, rows.values, row * rows.width);
      scores[output * rows.count + row]! += tree.values[tree.starts[leaf]!]!;
    }
  }
}

/** The iteration, from 1, after which the loss was lowest; of losses as good as equal the first. */
export function bestIteration(losses: readonly number[]): number {
  let best = 0;
  losses.forEach((loss, i) => {
    if (loss < losses[best]! * (1 - TOLERANCE)) best = i;
  });
  return best + 1;
}
