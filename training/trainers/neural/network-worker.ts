import { parentPort, workerData } from 'node:worker_threads';
import { openOnnxStepSession } from './adapters/onnx-step-session.ts';
import { learnNetwork, type NetworkProblem } from './learn-network.ts';
import type { WorkerTask } from './off-thread.ts';
import { serveTask } from './serve-task.ts';

/** Learns one multilayer perceptron, in a thread of its own. */
await serveTask(parentPort!, workerData as WorkerTask<NetworkProblem>, (problem, tell) =>
  learnNetwork(problem, openOnnxStepSession, tell),
);
