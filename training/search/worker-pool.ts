import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../lib/contract/errors.ts';
import { WORKER_EXIT, type WorkerMessage } from './worker-message.ts';

export interface PoolOptions {
  /** Where studies are kept: a directory or s3://bucket[/prefix]. */
  readonly place: string;
  readonly study: string;
  /** Processes at once. */
  readonly workers: number;
  /** Threads that a fit of each may keep busy. */
  readonly threads: number;
  /** Lets the workers hand back their trials and end. */
  readonly signal: AbortSignal;
  /** Something went wrong that the search goes on after. */
  readonly onFault?: ((text: string) => void) | undefined;
}

/** A worker that dies is started again so many times. */
const RESTARTS = 3;

/** Before a start anew: what killed it may be over by then. */
const RESTART_MS = 1_000;

/** From SIGTERM to SIGKILL: a lease is handed back in less. */
const GRACE_MS = 10_000;

const SCRIPT = fileURLToPath(new URL('./run-search-worker.ts', import.meta.url));

/**
 * Runs worker processes on this machine until the search has ended or the signal comes.
 * @throws UserError when a worker says that a person must mend something; Error when one died too often
 */
export async function runWorkers(options: PoolOptions): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const names = Array.from({ length: options.workers }, (_, index) => `worker-${index + 1}`);
  const lanes = names.map((name) =>
    keepRunning(name, { ...options, signal }).catch((thrown: unknown) => {
      stop.abort(thrown);
      throw thrown;
    }),
  );
  await Promise.allSettled(lanes);
  await Promise.all(lanes);
}

async function keepRunning(name: string, options: PoolOptions): Promise<void> {
  for (let starts = 0; ; starts++) {
    if (options.signal.aborted) return;
    const { code, how, said } = await runOnce(name, options);
    if (code === WORKER_EXIT.done || options.signal.aborted) return;
    if (code === WORKER_EXIT.mistake) throw new UserError(said || how);
    const why = `${name} died (${how})${said === '' ? '' : `: ${said}`}`;
    if (starts === RESTARTS) throw new Error(`${why}. It was started ${RESTARTS + 1} times`);
    options.onFault?.(`${why}. Its trial goes to another worker; it is started again`);
    await setTimeout(RESTART_MS, undefined, { signal: options.signal }).catch(() => {});
  }
}

interface Ended {
  readonly code: number | null;
  readonly how: string;
  /** The last that it said of its faults. */
  readonly said: string;
}

async function runOnce(
  name: string,
  { place, study, threads, signal, onFault }: PoolOptions,
): Promise<Ended> {
  const child = fork(SCRIPT, [place, study, name, String(threads)], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = `${stderr}${text}`.slice(-2_000);
  });
  child.on('message', (message: WorkerMessage) => {
    said = message.reason;
    if (child.exitCode === null) onFault?.(`${name}: ${said}`);
  });
  const stopping = () => void stopChild(child);
  signal.addEventListener('abort', stopping, { once: true });
  try {
    const [code, killed] = await exitOf(child);
    return { code, how: killed ?? `exit code ${code}`, said: said || stderr.trim() };
  } finally {
    signal.removeEventListener('abort', stopping);
  }
}

function exitOf(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve([code, signal]));
  });
}

async function stopChild(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  const late = new AbortController();
  child.once('exit', () => late.abort());
  await setTimeout(GRACE_MS, undefined, { signal: late.signal }).then(
    () => child.kill('SIGKILL'),
    () => {},
  );
}
