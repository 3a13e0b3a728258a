import { Worker } from 'node:worker_threads';

/** How often the parent is looked for. */
const LOOK_MS = 500;

/**
 * Ends this process when its parent is gone, which enforced the limits, also while a model keeps the main thread
 * busy: so the look-out is a thread of its own. An orphan gets another parent.
 */
export function endWithParent(): void {
  const watch = `
    const parent = process.ppid;
    setInterval(() => process.ppid === parent || process.kill(process.pid, 'SIGKILL'), ${LOOK_MS});
  `;
  new Worker(watch, { eval: true }).unref();
}
