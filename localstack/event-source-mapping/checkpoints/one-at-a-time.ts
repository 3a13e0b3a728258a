/**
 * Runs a write one at a time: calls that come while one runs share the next, which sees all that they changed.
 * Each call resolves once a write that began after it has ended, or rejects as that write does.
 */
export function oneAtATime(write: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  function run(): Promise<void> {
    next = undefined;
    running = write().finally(() => {
      running = undefined;
    });
    return running;
  }

  return () => {
    if (next !== undefined) return next;
    if (running === undefined) return run();
    next = running.then(run, run);
    return next;
  };
}
