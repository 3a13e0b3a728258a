import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { NativeCalls } from '../../../../training/trainers/neural/native-calls.ts';
import type { WorkerTask } from '../../../../training/trainers/neural/off-thread.ts';

test('a thread that is told to end while it starts does not begin with its problem', async () => {
  const calls = NativeCalls.shared();
  const task: WorkerTask<unknown> = { problem: 'none that could be learned', tells: false, calls };
  expect(new NativeCalls(calls).stop()).toBe(false);
  const worker = new URL('../../../../training/trainers/neural/logistic-worker.ts', import.meta.url);
  const thread = new Worker(worker, { workerData: task, execArgv: [] });
  const ended = await new Promise((resolve) => {
    thread.once('error', resolve);
    thread.once('exit', resolve);
  });
  expect(ended).toBe(0);
});
