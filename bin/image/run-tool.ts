import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { PlainFault } from '../terminal/faults.ts';

export interface RunOptions {
  /** What it reads. */
  readonly input?: string;
  /** True: what it says of its progress is shown as it comes. Default: it is kept for the message of a failure. */
  readonly showProgress?: boolean;
}

/** A tool is not installed. */
export class ToolMissing extends Error {
  override readonly name = 'ToolMissing';

  constructor(command: string) {
    super(`there is no "${command}" on the PATH`);
  }
}

/** A tool ended with an error; `said` is what it printed about it. */
export class ToolFailed extends PlainFault {
  override readonly name = 'ToolFailed';
  readonly said: string;

  constructor(line: string, code: number | null, said: string) {
    super(`"${line}" ended with ${code ?? 'a signal'}${said === '' ? '' : `: ${said}`}`);
    this.said = said;
  }
}

/**
 * Runs a tool and answers what it printed, without the white space around it.
 * @throws ToolMissing | ToolFailed
 */
export async function runTool(
  command: string,
  args: readonly string[],
  { input = '', showProgress = false }: RunOptions = {},
): Promise<string> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', showProgress ? 'inherit' : 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  // A tool that does not read its input closes it, which is no fault.
  child.stdin?.on('error', () => undefined).end(input);
  const said = child.stderr === null ? '' : text(child.stderr);
  try {
    const [code, printed, complaint] = await Promise.all([ended, text(child.stdout!), said]);
    if (code !== 0) throw new ToolFailed([command, ...args].join(' '), code, complaint.trim());
    return printed.trim();
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new ToolMissing(command) : error;
  }
}
