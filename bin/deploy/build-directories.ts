import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { ROOT } from './root.ts';

const inferenceSchema = z.object({ directory: z.string(), digest: z.string(), bytes: z.number() });
const directorySchema = z.object({ directory: z.string() });

const monitoringSchema = z.object({ drift: directorySchema, labels: directorySchema });

/** Directories of the functions that watch. */
export interface BuiltMonitoring {
  readonly drift: string;
  readonly labels: string;
}

/** The function as it is zipped. */
export type BuiltInference = Readonly<z.infer<typeof inferenceSchema>>;

/** Builds what of the function is not up to date. */
export async function buildInference(): Promise<BuiltInference> {
  return inferenceSchema.parse(await build(join('lambdas', 'inference', 'build.ts')));
}

/** Builds the function that puts a first model into an empty registry, and answers its directory. */
export async function buildFirstModel(): Promise<string> {
  return directorySchema.parse(await build(join('lambdas', 'first-model', 'build.ts'))).directory;
}

/** Builds the drift job and the function of late labels. */
export async function buildMonitoring(): Promise<BuiltMonitoring> {
  const built = monitoringSchema.parse(await build(join('monitoring', 'build.ts')));
  return { drift: built.drift.directory, labels: built.labels.directory };
}

/** Builds run as processes: no folder imports a function. */
async function build(script: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(ROOT, script), '--json'], {
    cwd: ROOT,
  });
  return JSON.parse(stdout);
}
