import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { WorkerEnd, WorkerEvent } from '../../../training/study/worker.ts';

/** What a worker process tells. */
export type Told = WorkerEvent | { readonly kind: 'clock'; readonly nowMs: number } | EndTold;
type EndTold = { readonly kind: 'end' } & WorkerEnd;

/** A worker process. */
export interface Fighter {
  readonly worker: string;
  readonly child: ChildProcess;
  /** How it went, once it has. */
  readonly gone: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

export interface FleetOptions {
  /** Where the study's store is, for openStore. */
  readonly place: string;
  readonly study: string;
  /** What a process needs besides to reach the store. */
  readonly environment: Readonly<Record<string, string>>;
  /** The shift of a process's wall clock, by how many were started before it. */
  readonly clockShiftMs: (started: number) => number;
  readonly onTold: (fighter: Fighter, told: Told) => void;
}

const PROGRAM = join(import.meta.dirname, 'work-process.ts');
const PRELOAD = join(import.meta.dirname, 'shift-clock.ts');
const COMPILE_CACHE = join(import.meta.dirname, '../../../.weir/cache/compile');

/** Worker processes on one study. */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #alive = new Set<Fighter>();
  #started = 0;

  constructor(options: FleetOptions) {
    this.#options = options;
  }

  get started(): number {
    return this.#started;
  }

  start(): Fighter {
    const { place, study, environment, clockShiftMs, onTold } = this.#options;
    const shiftMs = clockShiftMs(this.#started);
    const worker = `worker-${++this.#started}`;
    const child = fork(PROGRAM, [place, study, worker], {
      execArgv: ['--import', PRELOAD],
      env: {
        ...process.env,
        ...environment,
        NODE_COMPILE_CACHE: COMPILE_CACHE,
        WEIR_TEST_CLOCK_MS: String(shiftMs),
      },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const gone = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
    const fighter = { worker, child, gone };
    this.#alive.add(fighter);
    child.on('message', (told) => onTold(fighter, told as Told));
    void gone.then(() => this.#alive.delete(fighter));
    return fighter;
  }

  /** Resolves when no process is left. */
  async ended(): Promise<void> {
    while (this.#alive.size > 0) await Promise.all([...this.#alive].map(({ gone }) => gone));
  }

  /** Ends what still runs, stopped or not. */
  abandon(): void {
    for (const { child } of this.#alive) child.kill('SIGKILL');
  }
}
