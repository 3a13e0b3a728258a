import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { UnservableModel } from '../../lib/model/onnx/unservable.ts';
import { type ProbeAnswer, type ProbeJob, type ProbeResult, tooMuchMemory } from './probe-model.ts';
import { residentBytes } from './resident-bytes.ts';

/** What a model may take while it is tried. */
export interface ProbeLimits {
  /** From the start of the process to its answer. Default: 60,000. */
  readonly timeoutMs: number;
  /** Resident memory of the process, Node itself (about 100 MB) included. Default: 2 GiB. */
  readonly maxRssBytes: number;
}

export const DEFAULT_LIMITS: ProbeLimits = { timeoutMs: 60_000, maxRssBytes: 2 * 2 ** 30 };

/**
 * How often the memory is looked at: at the 1 to 4 GB/s at which a process can touch new pages it overshoots by
 * less than 100 MB. A limit of the system (ulimit -v, -d) would count what is reserved, which in Node is
 * gigabytes, and not what is used.
 */
const LOOK_MS = 20;

/** How much later the process ends by itself, if this one could not stop it: the reason is said here. */
const OWN_END_MS = 1_000;

/**
 * Tries a model in a process of its own, which is killed when it exceeds a limit.
 * @throws UnservableModel with the reason and the fix
 */
export async function probeInChild(job: ProbeJob, limits: ProbeLimits): Promise<ProbeResult> {
  const script = fileURLToPath(new URL('./run-probe.ts', import.meta.url));
  const child = fork(script, [String(process.pid), String(limits.timeoutMs + OWN_END_MS)], {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Ctrl-C in a terminal goes to the whole process group: it stops the publisher, not the model on trial.
    detached: true,
  });
  const stopWatching = new AbortController();
  try {
    const answer = await Promise.race([
      answerOf(child, job),
      watchMemory(child, limits.maxRssBytes, stopWatching.signal),
      watchTime(limits.timeoutMs, stopWatching.signal),
    ]);
    if (answer.kind === 'refused') throw new UnservableModel(answer.reason, answer.why, answer.fix);
    return answer;
  } finally {
    stopWatching.abort();
    child.kill('SIGKILL');
  }
}

function answerOf(child: ChildProcess, job: ProbeJob): Promise<ProbeAnswer> {
  return new Promise((resolve, reject) => {
    child.once('message', (answer) => resolve(answer as ProbeAnswer));
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(died(signal ?? `exit code ${code}`)));
    // A child that died takes no message; its exit says what there is to say.
    child.send(job, () => {});
  });
}

function died(how: string): UnservableModel {
  return new UnservableModel(
    'run-failed',
    `the process that tried it died (${how})`,
    'Try the model with onnxruntime in a process of its own; a newer export often helps',
  );
}

/** Never resolves; rejects when the child takes too much, or when it is stopped. */
async function watchMemory(child: ChildProcess, maxRssBytes: number, signal: AbortSignal): Promise<never> {
  for (;;) {
    await setTimeout(LOOK_MS, undefined, { signal });
    const bytes = child.pid === undefined ? undefined : await residentBytes(child.pid);
    if (bytes !== undefined && bytes > maxRssBytes) {
      throw tooMuchMemory(`more than ${Math.round(maxRssBytes / 2 ** 20)} MiB`);
    }
  }
}

/** Never resolves; rejects when the time is over, or when it is stopped. */
async function watchTime(timeoutMs: number, signal: AbortSignal): Promise<never> {
  await setTimeout(timeoutMs, undefined, { signal });
  throw new UnservableModel(
    'too-slow',
    `it did not answer the reference records and a batch of 10,000 within ${timeoutMs / 1000} s`,
    'Publish a smaller model: a function answers batches of 10,000',
  );
}
