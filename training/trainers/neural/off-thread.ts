import { Worker } from 'node:worker_threads';
import type { FitOptions } from '../trainer.ts';

/** What a training thread says: an iteration's loss, which it may wait for an answer to, or its answer. */
export type WorkerMessage<Answer> =
  | { readonly kind: 'iteration'; readonly iteration: number; readonly loss: number }
  | { readonly kind: 'answer'; readonly answer: Answer };

/** What a training thread is given. */
export interface WorkerTask<Problem> {
  readonly problem: Problem;
  /** Whether to tell each iteration and wait for the word to go on. */
  readonly tells: boolean;
}

/**
 * Learns in a worker thread, so that heartbeats and Ctrl-C go on.
 * @param worker the entry that learns: see serveTask
 * @throws the signal's reason when it is aborted
 */
export async function learnOffThread<Problem, Answer>(
  worker: URL,
  problem: Problem,
  { signal, onIteration }: Pick<FitOptions, 'signal' | 'onIteration'>,
): Promise<Answer> {
  signal?.throwIfAborted();
  const task: WorkerTask<Problem> = { problem, tells: onIteration !== undefined };
  const thread = new Worker(worker, { workerData: task, execArgv: [] });
  const stop = () => void thread.terminate();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<Answer>((resolve, reject) => {
      thread.on('message', (message: WorkerMessage<Answer>) => {
        if (message.kind === 'answer') return resolve(message.answer);
        try {
          thread.postMessage(onIteration?.(message.iteration, message.loss) ?? true);
        } catch (thrown) {
          reject(thrown);
        }
      });
      thread.once('error', reject);
      thread.once('exit', (code) => reject(new Error(`the training thread ended with code ${code}`)));
    });
  } catch (thrown) {
    signal?.throwIfAborted();
    throw thrown;
  } finally {
    signal?.removeEventListener('abort', stop);
    await thread.terminate();
  }
}
