import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { runCommand } from './command.ts';
import { ROOT } from './config.ts';
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
}

export function openCommands({ endpoint, environment, assembly }: CommandsOptions): Commands {
  const options = {
    directory: ROOT,
    environment: { ...environment, ...emulatorEnvironment(endpoint) },
  };
  return {
    cdk: (args, progress) =>
      runCommand(['cdk', ...args, '--output', assembly], { ...options, onLine: progress }),
    async cdkAlone(args, progress) {
      await mkdir(assembly, { recursive: true });
      return runCommand(['cdk', ...args], { ...options, directory: assembly, onLine: progress });
    },
    async weir(args, progress) {
      const command = [process.execPath, join(ROOT, 'bin/weir.ts'), ...args, '--json'] as const;
      const output = await runCommand([...command], { ...options, onLine: progress });
      return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '');
    },
  };
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
