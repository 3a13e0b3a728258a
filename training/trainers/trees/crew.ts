import { Worker } from 'node:worker_threads';

export interface Crew<M> {
  /** The worker's module. It posts messages, and null when it is done. */
  readonly module: URL;
  /** What every worker gets; beside it are its number (0 to threads − 1) as `thread`, and `threads`. */
  readonly task: object;
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with what the workers send, of each in its order. When it answers false, all of them end. */
  readonly onMessage: (message: M) => boolean;
}

/**
 * Runs threads until all are done.
 * @throws the signal's reason as soon as it is aborted: the threads end wherever they are; or what a worker threw
 */
export async function runCrew<M>({ module, task, threads, signal, onMessage }: Crew<M>): Promise<void> {
  signal?.throwIfAborted();
  if (!(Number.isInteger(threads) && threads >= 1)) {
    throw new RangeError(`a fit takes one thread or more, not ${threads}`);
  }
  const workers = Array.from(
    { length: threads },
    (_, thread) => new Worker(module, { workerData: { ...task, thread, threads }, execArgv: [] }),
  );
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let working = threads;
  const take = (message: M | null): void => {
    if (working === 0) return;
    if (message === null) working--;
    else if (!onMessage(message)) working = 0;
    if (working === 0) resolve();
  };
  for (const worker of workers) {
    let isDone = false;
    worker.on('message', (message: M | null) => {
      isDone ||= message === null;
      try {
        take(message);
      } catch (error) {
        reject(error);
      }
    });
    worker.once('error', reject);
    worker.once('messageerror', reject);
    worker.once('exit', () => {
      if (!isDone) reject(new Error('a training thread ended before its work was done'));
    });
  }
  const abort = () => reject(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await promise;
  } finally {
    signal?.removeEventListener('abort', abort);
    for (const worker of workers) void worker.terminate();
  }
}
