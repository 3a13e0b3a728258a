import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Outcome } from './outcome.ts';
import type { Task } from './simulate-worker.ts';

/**
 * Runs tasks on so many threads, each taking the next when it is free.
 * @returns what each task gave, in the order of the tasks
 */
export async function runTasks(tasks: readonly Task[], threads: number): Promise<Outcome[][]> {
  const results: Outcome[][] = [];
  let next = 0;
  const runThread = async () => {
    const worker = new Worker(new URL('./simulate-worker.ts', import.meta.url));
    while (next < tasks.length) {
      const task = next;
      next += 1;
      worker.postMessage(tasks[task]);
      [results[task]] = await once(worker, 'message');
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: threads }, runThread));
  return results;
}
