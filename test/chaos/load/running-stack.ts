import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ended, startWeir, type WeirRun, weir } from '../../bin/support/run-weir.ts';

/** `npm start` with a home of its own: the same process, its port a free one. */
export interface RunningStack {
  readonly endpoint: string;
  readonly outputStream: string;
  readonly model: string;
  /** Runs a command line against it. */
  run(...args: readonly string[]): Promise<WeirRun>;
  /** Starts one and sends it Ctrl-C once its standard error matches. */
  runAndInterrupt(pattern: RegExp, afterMs: number, ...args: readonly string[]): Promise<WeirRun>;
  stop(): Promise<WeirRun>;
}

interface Ready {
  readonly kinesis: string;
  readonly outputStream: string;
  readonly model: string;
}

/** Resolves when it serves a champion, trained first when there is none. */
export async function startStack(home: string): Promise<RunningStack> {
  const data = process.env.WEIR_DATA;
  const environment: Record<string, string> = data === undefined ? {} : { WEIR_DATA: data };
  const child = startWeir(['up', '--port', '0', '--json'], { home, environment });
  const end = ended(child);
  const ready = await readyLine(child);
  const scene = { home, environment: { ...environment, AWS_ENDPOINT_URL: ready.kinesis } };
  return {
    ...{ endpoint: ready.kinesis, outputStream: ready.outputStream, model: ready.model },
    run: (...args) => weir(args, scene),
    async runAndInterrupt(pattern, afterMs, ...args) {
      const command = startWeir(args, scene);
      interruptOnce(command, pattern, afterMs);
      return ended(command);
    },
    async stop() {
      child.kill('SIGINT');
      return end;
    },
  };
}

async function readyLine(child: ChildProcess): Promise<Ready> {
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line.startsWith('{"ready":')) return JSON.parse(line) as Ready;
  }
  throw new Error('the stack ended before it was ready');
}

function interruptOnce(command: ChildProcess, pattern: RegExp, afterMs: number): void {
  let text = '';
  const look = (chunk: Buffer) => {
    text += chunk;
    if (!pattern.test(text)) return;
    command.stdout!.off('data', look);
    command.stderr!.off('data', look);
    setTimeout(() => command.kill('SIGINT'), afterMs);
  };
  command.stdout!.on('data', look);
  command.stderr!.on('data', look);
}
