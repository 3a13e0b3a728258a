import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A Node program to run as a process of its own. */
export interface ChildProgram {
  /** The file to run. */
  readonly script: string;
  /** Modules to load before it, as URLs. One of them, or the script, imports die-with-parent.ts. */
  readonly preload?: readonly string[];
  readonly arguments?: readonly string[];
  /** The whole environment: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory?: string;
  /** Takes each line of its output. */
  readonly onLine: (line: string) => void;
}

/** A running child process. It never outlives this one. */
export interface ManagedChild {
  readonly pid: number;
  /** False from the moment on that its end is known, which is before its output was read. */
  readonly running: boolean;
  /** Settles when it has ended, whoever ended it, and its output was read: what it started is ended with it. */
  readonly exited: Promise<ChildExit>;
  /** What it sends with process.send. */
  onMessage(listener: (message: unknown) => void): void;
  /** Asks it to end, and kills it if it does not within `graceMs`. Resolves when it has ended. */
  terminate(graceMs: number): Promise<ChildExit>;
  /** Kills it now. Resolves when it has ended. */
  kill(): Promise<ChildExit>;
}

export interface ChildExit {
  /** Undefined when a signal ended it, or when it could not be started. */
  readonly code: number | undefined;
  readonly signal: string | undefined;
}

/**
 * Starts a child in a process group of its own, so that Ctrl-C in the terminal reaches only the parent, which
 * then lets the child finish its work.
 */
export function startChild(program: ChildProgram): ManagedChild {
  const child = fork(program.script, [...(program.arguments ?? [])], {
    execArgv: (program.preload ?? []).flatMap((url) => ['--import', url]),
    env: { ...program.environment },
    ...(program.workingDirectory !== undefined && { cwd: program.workingDirectory }),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) forwardLines(stream!, program.onLine);
  const exited = exitOf(child);

  async function terminate(graceMs: number): Promise<ChildExit> {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    return exited.finally(() => clearTimeout(timer));
  }

  return {
    pid: child.pid ?? -1,
    get running() {
      return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
    },
    exited,
    onMessage: (listener) => child.on('message', listener),
    terminate,
    kill() {
      child.kill('SIGKILL');
      return exited;
    },
  };
}

function forwardLines(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', onLine);
}

/** How long the output of a child that has ended is read on, when a process that left its group holds it open. */
const DRAIN_MS = 200;

function exitOf(child: ChildProcess): Promise<ChildExit> {
  return new Promise((resolve) => {
    child.once('error', () => resolve({ code: undefined, signal: undefined }));
    child.once('exit', (code, signal) => {
      killGroup(child.pid!);
      const exit = { code: code ?? undefined, signal: signal ?? undefined };
      const timer = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve(exit);
      }, DRAIN_MS);
      child.once('close', () => {
        clearTimeout(timer);
        resolve(exit);
      });
    });
  });
}

/** Kills what a child that has ended had started, as far as that stayed in its process group. */
function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing is left of the group, as a rule.
  }
}

/** "exit code 1" or "signal SIGKILL", for messages. */
export function describeExit(exit: ChildExit): string {
  return exit.signal === undefined ? `exit code ${exit.code ?? 'unknown'}` : `signal ${exit.signal}`;
}
