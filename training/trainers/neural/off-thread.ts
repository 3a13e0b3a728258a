import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { FitOptions } from '../trainer.ts';

/** What a training thread says: an iteration's loss, which it waits for an answer to, or its answer. */
export type WorkerMessage<Answer> =
  | { readonly kind: 'iteration'; readonly iteration: number; readonly loss: number }
  | { readonly kind: 'answer'; readonly answer: Answer };

/** What a training thread is given. */
export interface WorkerTask<Problem> {
  readonly problem: Problem;
  /** Whether to tell each iteration and wait for the word to go on. */
  readonly tells: boolean;
  /** One element in shared memory: not 0 when the thread is to end before its next run. */
  readonly stopped: Int32Array;
}

/**
 * Learns in a worker thread, so that heartbeats and Ctrl-C go on. A thread that is to stop ends by itself once its
 * run of a graph is over, a fraction of a second: onnxruntime-node aborts the process when a thread is terminated
 * in the middle of one.
 * @param worker the entry that learns: see serveTask
 * @throws the signal's reason when it is aborted
 */
export async function learnOffThread<Problem, Answer>(
  worker: URL,
  problem: Problem,
  { signal, onIteration }: Pick<FitOptions, 'signal' | 'onIteration'>,
): Promise<Answer> {
  signal?.throwIfAborted();
  const stopped = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const task: WorkerTask<Problem> = { problem, tells: onIteration !== undefined, stopped };
  const thread = new Worker(worker, { workerData: task, execArgv: [] });
  const ended = once(thread, 'exit');
  const stop = () => void Atomics.store(stopped, 0, 1);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await answerOf(thread, onIteration);
  } catch (thrown) {
    signal?.throwIfAborted();
    throw thrown;
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
    await ended;
  }
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
