import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../lib/contract/errors.ts';
import { CommandFailed, runCommand } from './command.ts';
import { ROOT } from './config.ts';
import { watchDeployment } from './deployment-watch.ts';
import { emulatorEnvironment } from './emulator-api.ts';
import type { Progress } from './steps.ts';

/** The command lines of cdk and weir, talking to one emulator. */
export interface Commands {
  /** `cdk <args>` on the app; what is staged lies in a directory of the emulator's own. */
  cdk(args: readonly string[], progress: Progress): Promise<string>;
  /** `cdk <args>` where there is no app to synthesize. */
  cdkAlone(args: readonly string[], progress: Progress): Promise<string>;
  /** `weir <args> --json`: its answer, the last line. */
  weir(args: readonly string[], progress: Progress): Promise<unknown>;
}

export interface CommandsOptions {
  readonly endpoint: string;
  readonly environment: Readonly<Record<string, string>>;
  /** For what cdk stages. */
  readonly assembly: string;
  /** Of the emulator, where there is one to look at. */
  readonly log?: string | undefined;
}

export function openCommands({ endpoint, environment, assembly, log }: CommandsOptions): Commands {
  const options = {
    directory: ROOT,
    environment: { ...environment, ...emulatorEnvironment(endpoint) },
  };
  const cdk = (args: readonly string[], directory: string, progress: Progress) =>
    watchDeployment(
      (onLine, signal) =>
        runCommand(['cdk', ...args], {
          ...options,
          directory,
          signal,
          onLine(line) {
            onLine(line);
            progress(line);
          },
        }),
      { log },
    ).catch((error: unknown) => {
      throw lockedBy(error) ?? error;
    });
  return {
    cdk: (args, progress) => cdk([...args, '--output', assembly], ROOT, progress),
    async cdkAlone(args, progress) {
      await mkdir(assembly, { recursive: true });
      return cdk(args, assembly, progress);
    },
    async weir(args, progress) {
      const command = [process.execPath, join(ROOT, 'bin/weir.ts'), ...args, '--json'] as const;
      const output = await runCommand([...command], { ...options, onLine: progress });
      return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
    },
  };
}

/** cdk's words for an assembly that another cdk reads or writes, as the mistake that it is here. */
function lockedBy(error: unknown): UserError | undefined {
  if (!(error instanceof CommandFailed)) return undefined;
  const pid = /Other CLIs? \(PID=([\d, ]+)\)|Another CLI \(PID=(\d+)\)/.exec(error.message);
  if (pid === null) return undefined;
  return new UserError(`another local:deploy runs (PID ${pid[1] ?? pid[2]}): wait for it or end it`);
}

const modelsSchema = z.object({
  models: z.array(z.object({ model: z.string(), champion: z.number().nullable() })),
});

/** The version that champion names in a registry, or undefined. @param registry default: the local one */
export async function championOf(
  commands: Pick<Commands, 'weir'>,
  model: string,
  progress: Progress,
  registry?: string,
): Promise<number | undefined> {
  const place = registry === undefined ? [] : ['--registry', registry];
  const { models } = modelsSchema.parse(await commands.weir(['models', ...place], progress));
  return models.find((candidate) => candidate.model === model)?.champion ?? undefined;
}
