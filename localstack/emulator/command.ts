import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface CommandOptions {
  readonly directory: string;
  /** The whole environment: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** Takes each line of both outputs as it comes. */
  readonly onLine?: (line: string) => void;
  /** Ends the command, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How much of the output a failure repeats: a failed deployment names the resource within it. */
const SHOWN_LINES = 40;

/** What a command that is asked to end may take for it. */
const END_GRACE_MS = 5_000;

/** The commands that run at the moment. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) killGroup(child, 'SIGTERM');
});

/** A command ended with another code than 0; the message holds the end of what it said. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
}

/**
 * Runs a command to its end.
 * @returns what it wrote to standard output
 * @throws CommandFailed
 */
export async function runCommand(
  command: readonly [string, ...string[]],
  { directory, environment, onLine, signal }: CommandOptions,
): Promise<string> {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: directory,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: what it starts ends with it.
    detached: true,
  });
  running.add(child);
  const end = () => void endCommand(child);
  signal?.addEventListener('abort', end);
  const answer: string[] = [];
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      if (stream === child.stdout) answer.push(line);
      said.push(line);
      onLine?.(line);
    });
  const code = await new Promise<number | string>((settle) => {
    child.on('error', (error) => settle(error.message));
    child.on('close', (exit, signal) => settle(exit ?? signal ?? 'no exit code'));
  });
  running.delete(child);
  signal?.removeEventListener('abort', end);
  signal?.throwIfAborted();
  if (code === 0) return answer.join('\n');
  const last = said.slice(-SHOWN_LINES).join('\n');
  throw new CommandFailed(`${command.join(' ')} ended with ${code}${last === '' ? '' : `:\n${last}`}`);
}

/** Ends all commands that run, with what they started. */
export async function endCommands(): Promise<void> {
  await Promise.all([...running].map(endCommand));
}

async function endCommand(child: ChildProcess): Promise<void> {
  if (!running.has(child)) return;
  const closed = once(child, 'close');
  killGroup(child, 'SIGTERM');
  const killer = setTimeout(() => killGroup(child, 'SIGKILL'), END_GRACE_MS);
  await closed;
  clearTimeout(killer);
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}
