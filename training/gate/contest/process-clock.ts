import type { Clock } from './measure.ts';

/** This thread's: onnxruntime computes a run with one thread on the thread that asks for it. */
export const processClock: Clock = {
  wall: () => performance.now(),
  cpu: () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1e3;
  },
};
