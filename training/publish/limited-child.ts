import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { residentBytes } from './resident-bytes.ts';

/** What a process may take. */
export interface ChildLimits {
  /** From its start to its answer. */
  readonly timeoutMs: number;
  /** Resident memory, Node itself (about 100 MB) included. */
  readonly maxRssBytes: number;
}

/** Why a process gave no answer. */
export class ChildEnded extends Error {
  override readonly name = 'ChildEnded';
  readonly kind: 'died' | 'memory' | 'time';
  /** The signal or exit code; the limit that was exceeded. */
  readonly how: string;

  constructor(kind: ChildEnded['kind'], how: string) {
    super(`the process ended without an answer (${kind}: ${how})`);
    this.kind = kind;
    this.how = how;
  }
}

/** What a process may say before its answer. */
export interface Note<T> {
  readonly note: T;
}

export interface AskOptions<T> {
  readonly limits: ChildLimits;
  readonly onNote?: ((note: T) => void) | undefined;
  /** Kills the process; `askChild` then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * How often the memory is looked at: at the 1 to 4 GB/s at which a process can touch new pages it overshoots by
 * less than 100 MB. A limit of the system (ulimit -v, -d) would count what is reserved, which in Node is
 * gigabytes, and not what is used.
 */
const LOOK_MS = 20;

/** How much later the process ends by itself, if this one could not stop it: the reason is said here. */
const OWN_END_MS = 1_000;

/**
 * Starts a script as a process of its own, sends it one job and awaits one answer; the process is killed then, or
 * when it exceeds a limit. Its arguments: this process's id, and after how many milliseconds it ends by itself
 * (see end-with-parent.ts).
 * @throws ChildEnded when it gives no answer
 */
export async function askChild<Job extends object, Answer, T = never>(
  script: string,
  job: Job,
  { limits, onNote, signal }: AskOptions<T>,
): Promise<Answer> {
  signal?.throwIfAborted();
  const child = fork(script, [String(process.pid), String(limits.timeoutMs + OWN_END_MS)], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Ctrl-C in a terminal goes to the whole process group: it stops the asker, not the model on trial.
    detached: true,
  });
  const stop = new AbortController();
  try {
    return await Promise.race([
      answerOf<Answer, T>(child, job, onNote),
      watchMemory(child, limits.maxRssBytes, stop.signal),
      watchTime(limits.timeoutMs, stop.signal),
      watchSignal(signal, stop.signal),
    ]);
  } finally {
    stop.abort();
    child.kill('SIGKILL');
  }
}

function answerOf<Answer, T>(
  child: ChildProcess,
  job: object,
  onNote: ((note: T) => void) | undefined,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: Answer | Note<T>) => {
      if (isNote(message)) onNote?.(message.note);
      else resolve(message);
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new ChildEnded('died', signal ?? `exit code ${code}`)));
    // A child that died takes no message; its exit says what there is to say.
    child.send(job, () => {});
  });
}

function isNote<T>(message: unknown): message is Note<T> {
  return typeof message === 'object' && message !== null && 'note' in message;
}

/** Never resolves; rejects when the child takes too much, or when it is stopped. */
async function watchMemory(child: ChildProcess, maxRssBytes: number, signal: AbortSignal): Promise<never> {
  for (;;) {
    await setTimeout(LOOK_MS, undefined, { signal });
    const bytes = child.pid === undefined ? undefined : await residentBytes(child.pid);
    if (bytes !== undefined && bytes > maxRssBytes) {
      throw new ChildEnded('memory', `more than ${Math.round(maxRssBytes / 2 ** 20)} MiB`);
    }
  }
}

/** Never resolves; rejects when the time is over, or when it is stopped. */
async function watchTime(timeoutMs: number, signal: AbortSignal): Promise<never> {
  await setTimeout(timeoutMs, undefined, { signal });
  throw new ChildEnded('time', `${timeoutMs / 1000} s`);
}

/** Never resolves; rejects when the asker gives up. */
function watchSignal(signal: AbortSignal | undefined, stop: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true, signal: stop });
  });
}
