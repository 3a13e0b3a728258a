import type { BoostingHyperparameters } from '../boosting.ts';
import type { FitOptions, TrainingRows } from '../trainer.ts';
import { type BoostingGoal, boostedRows } from './boosting-target.ts';
import { type BoostedTree, type BoostingMessage, type BoostingTask, CONTROL } from './boosting-task.ts';
import { BLOCK_ROWS, bestIteration } from './boosting-thread.ts';
import { runCrew } from './crew.ts';
import { sharedFloats, sharedInts } from './shared.ts';
import { proposalPlaces } from './shared-splits.ts';
import type { Tree } from './tree.ts';

/** Values to bin, below which threads that grow one tree together wait for one another more than they work. */
const TOGETHER_MIN_VALUES = 100_000;

/** Trees in the order of iterations, and of outputs within one. */
export interface Boosted {
  readonly trees: readonly Tree[];
  readonly iterations: number;
}

/**
 * Boosts over the threads. With validation rows the trees are those up to the lowest loss; where onIteration stops
 * it, those up to the iteration it stopped at.
 */
export async function boost(
  rows: TrainingRows,
  goal: BoostingGoal,
  hyperparameters: BoostingHyperparameters,
  options: FitOptions,
): Promise<Boosted> {
  const { signal, validation, onIteration } = options;
  const threads = usefulThreads(rows, goal, options.threads ?? 1);
  const task = boostingTask(rows, goal, hyperparameters, validation, threads);
  const unit = goal.scale.deviation ** 2 / goal.weightOf(validation ?? rows);
  let last = hyperparameters.iterations;
  const grown: BoostedTree[] = [];
  let losses: readonly number[] = [];
  await runCrew<BoostingMessage>({
    module: new URL('./boosting-worker.ts', import.meta.url),
    task,
    threads,
    signal,
    onMessage(message) {
      if (message.kind === 'trees') {
        grown.push(...message.trees);
        if (message.losses.length > 0) losses = message.losses;
      } else if (
        message.iteration <= last &&
        onIteration?.(message.iteration, message.loss * unit) === false
      ) {
        // The threads are ahead by then: what they grow beyond is left out.
        last = message.iteration;
        Atomics.store(task.control, CONTROL.askedToStop, 1);
      }
      return true;
    },
  });
  const reached = losses.slice(0, last);
  const iterations = validation === undefined ? reached.length : bestIteration(reached);
  return { trees: inOrder(grown, iterations), iterations };
}

function usefulThreads(rows: TrainingRows, { loss }: BoostingGoal, threads: number): number {
  if (loss.outputs > 1) return Math.min(threads, loss.outputs);
  return rows.count * rows.width < TOGETHER_MIN_VALUES ? 1 : Math.min(threads, rows.width);
}

function boostingTask(
  rows: TrainingRows,
  goal: BoostingGoal,
  hyperparameters: BoostingHyperparameters,
  validation: TrainingRows | undefined,
  threads: number,
): BoostingTask {
  const { iterations, patience, learningRate, maxLeaves, minLeaf, l2 } = hyperparameters;
  const training = boostedRows(rows, goal);
  const derivatives = goal.loss.outputs * rows.count;
  return {
    ...{ iterations, patience, learningRate, maxLeaves, minLeaf, l2 },
    training,
    validation: validation && boostedRows(validation, goal, training.rows.cuts),
    loss: goal.loss,
    gradients: sharedFloats(new Float64Array(derivatives)),
    hessians: sharedFloats(new Float64Array(derivatives)),
    blockLosses: sharedFloats(new Float64Array(Math.ceil((validation ?? rows).count / BLOCK_ROWS))),
    proposals: sharedFloats(new Float64Array(proposalPlaces(threads))),
    control: sharedInts(new Int32Array(CONTROL.places)),
  };
}

function inOrder(grown: readonly BoostedTree[], iterations: number): Tree[] {
  return grown
    .filter(({ iteration }) => iteration <= iterations)
    .sort((a, b) => a.iteration - b.iteration || a.output - b.output)
    .map(({ tree }) => tree);
}
