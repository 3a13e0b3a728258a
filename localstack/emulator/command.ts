import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface CommandOptions {
  readonly directory: string;
  /** The whole environment: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** Takes each line of both outputs as it comes. */
  readonly onLine?: (line: string) => void;
}

/** How much of the output a failure repeats: a failed deployment names the resource within it. */
const SHOWN_LINES = 40;

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
  { directory, environment, onLine }: CommandOptions,
): Promise<string> {
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: directory,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
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
  if (code === 0) return answer.join('\n');
  const end = said.slice(-SHOWN_LINES).join('\n');
  throw new CommandFailed(`${command.join(' ')} ended with ${code}${end === '' ? '' : `:\n${end}`}`);
}
