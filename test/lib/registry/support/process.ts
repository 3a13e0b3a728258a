import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** A program of test/lib/registry/processes, running. */
export interface Running {
  readonly child: ChildProcess;
  /** Its output so far, by lines. */
  readonly lines: readonly string[];
  /** Waits for its next line. @throws when it ends before */
  line(): Promise<string>;
  /** Waits for its end. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

const PROGRAMS = join(import.meta.dirname, '../processes');

/** Halves the start of the many processes; kept between runs. */
const COMPILE_CACHE = resolve(import.meta.dirname, '../../../../.weir/cache/compile');

export function start(
  program: string,
  args: readonly (string | number)[],
  environment: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(process.execPath, [join(PROGRAMS, program), ...args.map(String)], {
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE, ...environment },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  let read = 0;
  return {
    child,
    lines,
    ended,
    async line() {
      while (lines.length <= read) await Promise.race([once(reader, 'line'), endedBefore(program, ended)]);
      return lines[read++] ?? '';
    },
  };
}

async function endedBefore(program: string, ended: Running['ended']): Promise<never> {
  const { code, signal } = await ended;
  throw new Error(`${program} ended (${signal ?? code}) before its next line`);
}

/** Runs `work` for all items, so many at a time. */
export async function inParallel<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const rest = [...items];
  const lane = async () => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
