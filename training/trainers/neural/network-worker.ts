import { parentPort, workerData } from 'node:worker_threads';
import { openOnnxStepSession } from './adapters/onnx-step-session.ts';
import { learnNetwork } from './learn-network.ts';
import { serveTask } from './serve-task.ts';

/** Learns one model, in a thread of its own. */
await serveTask(parentPort!, workerData, openOnnxStepSession, learnNetwork);
