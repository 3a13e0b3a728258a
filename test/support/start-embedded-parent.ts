import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { EmbeddedSettings } from '../../localstack/embedded/main.ts';

const PARENT = fileURLToPath(new URL('./embedded-parent.ts', import.meta.url));

export interface EmbeddedParent {
  readonly child: ChildProcess;
  /** Of the stack's own children. */
  readonly pids: readonly number[];
  readonly endpoint: string;
  /** The lines that it printed, parsed. */
  readonly printed: unknown[];
  readonly exited: Promise<unknown[]>;
}

/** Starts a process that runs the stack, as a terminal would: in a process group of its own. */
export async function startEmbeddedParent(settings: Partial<EmbeddedSettings>): Promise<EmbeddedParent> {
  const child = fork(PARENT, [JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    detached: true,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed: unknown[] = [];
  const lines = createInterface({ input: child.stdout! });
  lines.on('line', (line) => printed.push(JSON.parse(line)));
  await once(lines, 'line');
  return {
    child,
    printed,
    exited: once(child, 'close'),
    ...(printed[0] as Pick<EmbeddedParent, 'pids' | 'endpoint'>),
  };
}
