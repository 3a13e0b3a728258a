import { type ChildProcess, execFile } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startWeir } from '../../bin/support/run-weir.ts';
import { MODEL } from '../traffic/model.ts';

export interface WeirHostSettings {
  /** The state directory: registry, quarantine, destination, checkpoints. */
  readonly home: string;
  readonly bundle: string;
  readonly kinesisEndpoint: string;
}

/** What a kill of the whole host left. */
export interface HostKill {
  /** Processes of the function. */
  readonly orphans: number;
  /** Settles with how long they lived on, in ms. */
  readonly orphanedMs: Promise<number>;
}

/** `weir up` on a Kinesis that runs by itself: mapping and poller in one process, the function in others. */
export class WeirHost {
  readonly #settings: WeirHostSettings;
  #child: ChildProcess | undefined;
  #ready: Promise<void> = Promise.resolve();
  #isReady = false;
  /** A process of the function was killed before the host was ready. */
  #loadWasCut = false;
  /** Processes of the function that a host left when it was killed. */
  #orphans: readonly number[] = [];

  constructor(settings: WeirHostSettings) {
    this.#settings = settings;
  }

  /**
   * Resolves when it is ready, or was killed before. A host whose function was killed while it loaded ends by
   * itself, and is started again.
   * @throws when it ends for another reason
   */
  async start(): Promise<void> {
    this.#loadWasCut = false;
    await this.#startOnce().catch((error: unknown) => {
      if (!this.#loadWasCut) throw error;
      return this.start();
    });
  }

  async #startOnce(): Promise<void> {
    const { home, bundle, kinesisEndpoint } = this.#settings;
    const options = ['--no-train', '--json', '--model', MODEL, '--order', 'key', '--batch-size', '200'];
    const child = startWeir(['up', ...options, '--bundle', bundle, '--kinesis', kinesisEndpoint], { home });
    this.#child = child;
    this.#isReady = false;
    this.#ready = untilReady(child);
    await this.#ready;
    this.#isReady = true;
    const late = await livingOf(this.#orphans);
    if (child.signalCode === null && late.length > 0)
      throw new Error(`the function of a killed host still ran when the next one was ready: ${late}`);
  }

  /** The processes of the function: all that the host has started. */
  async functionPids(): Promise<readonly number[]> {
    const own = (await processes()).filter(({ parent }) => parent === this.#child?.pid);
    return own.map(({ pid }) => pid);
  }

  /** SIGKILL to one process of the function, waiting for one if there is none. @returns its id */
  async killFunction(): Promise<number> {
    const pid = await until(async () => (await this.functionPids()).find(hasKilled));
    this.#loadWasCut ||= !this.#isReady;
    return pid;
  }

  /** SIGKILL to the host alone, whatever it is doing. Resolves when it is gone. */
  async kill(): Promise<HostKill> {
    const child = await until(async () => (hasEnded(this.#child) ? undefined : this.#child));
    const orphans = await this.functionPids();
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    const killedMs = performance.now();
    await exited;
    await this.#ready;
    this.#orphans = [...this.#orphans, ...orphans];
    const orphanedMs = untilGone(orphans, killedMs);
    // It is told when it is waited for.
    orphanedMs.catch(() => undefined);
    return { orphans: orphans.length, orphanedMs };
  }

  /** As by Ctrl-C. @returns the exit code */
  async stop(): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || hasEnded(child)) return child?.exitCode ?? null;
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    return code;
  }

  /** Whatever is left, at the end of a run that failed. */
  abandon(): void {
    this.#child?.kill('SIGKILL');
  }
}

/** Longer than a host takes to start. */
const VICTIM_WITHIN_MS = 20_000;

/** Waits for somebody to kill. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const startedMs = performance.now(); performance.now() - startedMs < VICTIM_WITHIN_MS; ) {
    const found = await look();
    if (found !== undefined) return found;
    await sleep(20);
  }
  throw new Error('nothing was started that could be killed');
}

function hasKilled(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

function hasEnded(child: ChildProcess | undefined): boolean {
  return child === undefined || child.exitCode !== null || child.signalCode !== null;
}

async function untilReady(child: ChildProcess): Promise<void> {
  const errors: string[] = [];
  createInterface({ input: child.stderr! }).on('line', (line) => errors.push(line));
  const lines = createInterface({ input: child.stdout! });
  const ready = new Promise<void>((resolve) =>
    lines.on('line', (line) => {
      if (line.startsWith('{"ready":true')) resolve();
    }),
  );
  const ended = once(child, 'exit');
  await Promise.race([ready, ended]);
  if (child.exitCode !== null && child.exitCode !== 0)
    throw new Error(`the host ended by itself with ${child.exitCode}: ${errors.join('\n')}`);
}

const GONE_WITHIN_MS = 5_000;

async function untilGone(pids: readonly number[], sinceMs: number): Promise<number> {
  while ((await livingOf(pids)).length > 0) {
    if (performance.now() - sinceMs > GONE_WITHIN_MS)
      throw new Error(`the function's process outlived its host by ${GONE_WITHIN_MS} ms`);
    await sleep(5);
  }
  return performance.now() - sinceMs;
}

async function livingOf(pids: readonly number[]): Promise<readonly number[]> {
  if (pids.length === 0) return [];
  const living = new Set((await processes()).map(({ pid }) => pid));
  return pids.filter((pid) => living.has(pid));
}

/** All processes but those that have ended and that nobody has taken notice of yet. */
async function processes(): Promise<readonly { readonly pid: number; readonly parent: number }[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,stat=']);
  const rows = stdout.split('\n').map((row) => row.trim().split(/\s+/));
  return rows
    .filter(([, , state]) => state !== undefined && !state.startsWith('Z'))
    .map(([pid, parent]) => ({ pid: Number(pid), parent: Number(parent) }));
}
