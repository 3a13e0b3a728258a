import { Worker } from 'node:worker_threads';

/** How often the parent is looked for: a model takes at most some hundred MB of new memory meanwhile. */
const LOOK_MS = 100;

/** A timer with a longer time would end at once. */
const TIMER_MAX_MS = 2 ** 31 - 1;

const WATCH = `
  const { workerData: { parent, timeoutMs } } = require('node:worker_threads');
  const end = () => process.kill(process.pid, 'SIGKILL');
  setInterval(() => process.ppid === parent || end(), ${LOOK_MS});
  setTimeout(end, timeoutMs);
`;

/**
 * Ends this process when its parent is gone, which enforced the limits, and after a time of its own; also while a
 * model keeps the main thread busy: so the look-out is a thread of its own. An orphan gets another parent.
 * @param parent the parent's process id, from the parent: one that is gone already must be noticed too
 */
export function endWithParent(parent: number, timeoutMs: number): void {
  const workerData = { parent, timeoutMs: Math.min(timeoutMs, TIMER_MAX_MS) };
  new Worker(WATCH, { eval: true, workerData }).unref();
}
