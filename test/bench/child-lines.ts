import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface LineProcess {
  readonly child: ChildProcess;
  /** The next line of its standard output. @throws when it ends without one */
  nextLine(): Promise<string>;
  /** Closes its input and waits for its end. */
  end(): Promise<void>;
}

/** Where put-stand-in.ts listens. */
export interface StandInEndpoints {
  readonly http1: string;
  readonly http2: string;
}

/** A process of this Node that talks in lines. */
export function startLines(script: string, env: NodeJS.ProcessEnv = process.env): LineProcess {
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'], env });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    child,
    nextLine: async () => {
      const line = await lines.next();
      if (line.done) throw new Error(`${script} ended without an answer`);
      return line.value;
    },
    end: async () => {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}
