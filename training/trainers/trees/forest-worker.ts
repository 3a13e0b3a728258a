import { parentPort, workerData } from 'node:worker_threads';
import { Barrier } from './barrier.ts';
import { binTogether } from './bin-phase.ts';
import type { ForestTask } from './forest-task.ts';
import { plantTree, prepareSoil } from './plant.ts';

/** Grows a forest's trees, the next that no other thread has begun, until there are none. */

const task = workerData as ForestTask & { readonly thread: number; readonly threads: number };
binTogether(task.rows, [], task, new Barrier(task.barrier, task.threads));
const soil = prepareSoil(task);
for (;;) {
  const number = Atomics.add(task.next, 0, 1);
  if (number >= task.trees) break;
  const tree = plantTree(soil, number);
  const memory = Object.values(tree).map(({ buffer }) => buffer as ArrayBuffer);
  parentPort?.postMessage({ number, tree }, memory);
}
parentPort?.postMessage(null);
