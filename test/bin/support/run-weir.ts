import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '..', '..', '..', 'bin', 'weir.ts');

export interface WeirRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface WeirScene {
  /** The working directory, and where ".weir" would be. */
  readonly home: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Starts the command line as users do, with nothing of this machine's AWS or Weir settings. */
export function startWeir(args: readonly string[], scene: WeirScene): ChildProcess {
  const settings = /^(AWS_|WEIR_)/;
  const inherited = Object.entries(process.env).filter(([key]) => !settings.test(key));
  return spawn(process.execPath, [PROGRAM, ...args], {
    cwd: scene.home,
    env: {
      ...Object.fromEntries(inherited),
      WEIR_HOME: scene.home,
      WEIR_USER: 'tester',
      ...scene.environment,
    },
    stdio: 'pipe',
  });
}

export async function weir(args: readonly string[], scene: WeirScene): Promise<WeirRun> {
  const child = startWeir(args, scene);
  child.stdin?.end(scene.input ?? '');
  return ended(child);
}

/** What a process wrote and how it ended. */
export async function ended(child: ChildProcess): Promise<WeirRun> {
  const output = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, ...output };
}
