import { parentPort, workerData } from 'node:worker_threads';
import { BoostingThread, type ThreadTask } from './boosting-thread.ts';

/** One of the threads that boost together. */

parentPort?.postMessage(
  new BoostingThread(workerData as ThreadTask).run((message) => parentPort?.postMessage(message)),
);
parentPort?.postMessage(null);
