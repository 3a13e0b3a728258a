import './die-with-parent.ts';
import { Worker } from 'node:worker_threads';

/**
 * die-with-parent for children whose code may never give the event loop back: a thread beside it looks at who
 * the parent is, and kills the process once that has changed.
 */
const WATCH = `
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, 500);
`;

new Worker(WATCH, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8 } }).unref();
