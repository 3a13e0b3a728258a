import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { keepToOneself } from '../../../lib/model/config.ts';
import type { FitOptions } from '../trainer.ts';
import { NativeCalls } from './native-calls.ts';

/** What a training thread says: an iteration's loss, which it waits for an answer to, or its answer. */
export type WorkerMessage<Answer> =
  | { readonly kind: 'iteration'; readonly iteration: number; readonly loss: number }
  | { readonly kind: 'answer'; readonly answer: Answer };

/** What a training thread is given. */
export interface WorkerTask<Problem> {
  readonly problem: Problem;
  /** Whether to tell each iteration and wait for the word to go on. */
  readonly tells: boolean;
  /** See NativeCalls. */
  readonly calls: Int32Array;
}

/** A call into the runtime takes a fraction of a second; a process that ends waits no longer than this for one. */
const EXIT_WAIT_MS = 5000;

/** Of the threads that learn at the moment. */
const learning = new Set<NativeCalls>();

/**
 * Learns in a worker thread, so that heartbeats and Ctrl-C go on. A thread inside the runtime is never ended, only
 * asked to end after its call, also when the process exits: see NativeCalls.
 * @param worker the entry that learns: see serveTask
 * @throws the signal's reason when it is aborted
 */
export async function learnOffThread<Problem, Answer>(
  worker: URL,
  problem: Problem,
  { signal, onIteration }: Pick<FitOptions, 'signal' | 'onIteration'>,
): Promise<Answer> {
  signal?.throwIfAborted();
  const state = NativeCalls.shared();
  const calls = new NativeCalls(state);
  const task: WorkerTask<Problem> = { problem, tells: onIteration !== undefined, calls: state };
  keepToOneself();
  const thread = new Worker(worker, { workerData: task, execArgv: [] });
  const ended = once(thread, 'exit');
  const stop = () => {
    if (calls.stop()) void thread.terminate();
  };
  signal?.addEventListener('abort', stop, { once: true });
  watchExit(calls);
  try {
    return await answerOf(thread, onIteration);
  } catch (thrown) {
    signal?.throwIfAborted();
    throw thrown;
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
    await ended;
    unwatchExit(calls);
  }
}

function watchExit(calls: NativeCalls): void {
  if (learning.size === 0) process.on('exit', leaveRuntime);
  learning.add(calls);
}

function unwatchExit(calls: NativeCalls): void {
  learning.delete(calls);
  if (learning.size === 0) process.off('exit', leaveRuntime);
}

function leaveRuntime(): void {
  const busy = [...learning].filter((calls) => !calls.stop());
  for (const calls of busy) calls.awaitIdle(EXIT_WAIT_MS);
}

function answerOf<Answer>(thread: Worker, onIteration: FitOptions['onIteration']): Promise<Answer> {
  return new Promise<Answer>((resolve, reject) => {
    thread.on('message', (message: WorkerMessage<Answer>) => {
      if (message.kind === 'answer') return resolve(message.answer);
      let goOn = false;
      try {
        goOn = onIteration?.(message.iteration, message.loss) ?? true;
      } catch (thrown) {
        reject(thrown);
      }
      thread.postMessage(goOn);
    });
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error('the training thread ended without an answer')));
  });
}
