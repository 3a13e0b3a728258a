import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { reasonOf, UserError } from '../../../lib/contract/errors.ts';

/** What a program may do, and who watches it. */
export interface CommandWatch {
  readonly timeoutSeconds: number;
  /** Aborted when nobody wants the outcome any more. */
  readonly signal?: AbortSignal | undefined;
  /** Called while it runs, every LOOK_MS, and once after its end. False: it is to stop and to write what it has. */
  readonly look: () => Promise<boolean>;
}

export const LOOK_MS = 200;

/** From SIGTERM to SIGKILL: what a container is given is more than this. */
const GRACE_MS = 10_000;

/** Of what a program writes on standard error, this much is kept: a trace with its error, which may stand first. */
const STDERR_KEPT = 16_000;

export interface CommandEnd {
  /** Null when a signal ended it. */
  readonly code: number | null;
  /** The end of its standard error. */
  readonly stderr: string;
  /** Whether it was asked to stop before. */
  readonly stopped: boolean;
}

/**
 * Runs a program to its end. It is asked to stop with SIGTERM, and killed 10 s later.
 * @throws UserError when it cannot be started or takes too long; the signal's reason
 */
export async function runCommand(command: readonly string[], watch: CommandWatch): Promise<CommandEnd> {
  watch.signal?.throwIfAborted();
  const [program, ...args] = command;
  const child = spawn(executableOf(program!), args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const stderr = tailOf(child);
  const ended = endOf(child, command);
  const deadline = performance.now() + watch.timeoutSeconds * 1000;
  let stopped = false;
  for (;;) {
    const code = await Promise.race([ended, setTimeout(LOOK_MS, 'running' as const)]);
    if (code !== 'running') break;
    const late = performance.now() > deadline;
    if (watch.signal?.aborted || late) {
      await stop(child, ended);
      watch.signal?.throwIfAborted();
      throw new UserError(
        `${command.join(' ')} took more than ${watch.timeoutSeconds} s; raise timeoutSeconds`,
      );
    }
    if (!stopped && !(await watchOrStop(watch, child, ended))) {
      stopped = true;
      void stop(child, ended);
    }
  }
  await watch.look();
  return { code: await ended, stderr: stderr(), stopped };
}

/**
 * "node" is the Node that runs weir: the first one on PATH may be too old for what runs here. PATH itself stays as it
 * is, or a Python of a virtual environment could lie behind the one that is beside Node.
 */
function executableOf(program: string): string {
  return program === 'node' ? process.execPath : program;
}

/** What a look throws ends the program too. */
async function watchOrStop(
  watch: CommandWatch,
  child: ChildProcess,
  ended: Promise<number | null>,
): Promise<boolean> {
  try {
    return await watch.look();
  } catch (thrown) {
    await stop(child, ended);
    throw thrown;
  }
}

function endOf(child: ChildProcess, command: readonly string[]): Promise<number | null> {
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('close', (code) => resolve(code));
    child.once('error', (cause) =>
      reject(
        new UserError(
          `${command[0]} cannot be started: ${reasonOf(cause)}. Its command is looked up from the working directory ` +
            'and PATH',
          { cause },
        ),
      ),
    );
  });
  ended.catch(() => {});
  return ended;
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  const patience = new AbortController();
  const late = setTimeout(GRACE_MS, 'late' as const, { signal: patience.signal }).catch(
    () => 'over' as const,
  );
  if ((await Promise.race([ended.catch(() => {}), late])) === 'late') child.kill('SIGKILL');
  patience.abort();
  await ended.catch(() => {});
}

function tailOf(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text = `${text}${chunk}`.slice(-STDERR_KEPT);
  });
  return () => text.trim();
}
