import type { ForestHyperparameters } from '../forest.ts';
import type { FitOptions, TrainingRows } from '../trainer.ts';
import { shareRows } from './binned-rows.ts';
import { runCrew } from './crew.ts';
import { ForestLoss } from './forest-loss.ts';
import type { ForestTarget } from './forest-target.ts';
import type { ForestMessage, ForestTask } from './forest-task.ts';
import { sharedInts } from './shared.ts';
import type { Tree } from './tree.ts';

/** Grows the trees over the threads, and tells of each in the order of their numbers. */
export async function growForest(
  rows: TrainingRows,
  target: ForestTarget,
  hyperparameters: ForestHyperparameters,
  { seed = 0, threads = 1, signal, validation, onIteration }: FitOptions,
): Promise<readonly Tree[]> {
  const { trees, maxFeatures, minLeaf, maxDepth } = hyperparameters;
  const task: ForestTask = {
    rows: shareRows(rows),
    target,
    trees,
    perSplit: Math.max(1, Math.floor(maxFeatures * rows.width + 1e-9)),
    minLeaf,
    maxDepth,
    seed,
    barrier: sharedInts([0, 0]),
    next: sharedInts([0]),
  };
  const grown: Tree[] = new Array(trees);
  const loss = onIteration && new ForestLoss(validation ?? rows, target);
  let told = 0;
  let goOn = true;
  const tell = (): boolean => {
    for (; goOn && grown[told] !== undefined; told++) {
      if (loss !== undefined && onIteration !== undefined) {
        goOn = onIteration(told + 1, loss.add(grown[told]!));
      }
    }
    return goOn;
  };
  await runCrew<ForestMessage>({
    module: new URL('./forest-worker.ts', import.meta.url),
    task,
    threads: Math.min(threads, trees),
    signal,
    onMessage({ number, tree }) {
      grown[number] = tree;
      return tell();
    },
  });
  return grown.slice(0, told);
}
