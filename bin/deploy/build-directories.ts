import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { ROOT } from './root.ts';

const builtSchema = z.object({ directory: z.string(), digest: z.string(), bytes: z.number() });

/** A directory that a deployment packs. */
export type BuiltDirectory = Readonly<z.infer<typeof builtSchema>>;

/** The function as it is zipped: builds what is not up to date. */
export function buildInference(): Promise<BuiltDirectory> {
  return build(join('lambdas', 'inference', 'build.ts'));
}

/** The function that puts the first model in an empty registry. */
export function buildFirstModel(): Promise<BuiltDirectory> {
  return build(join('lambdas', 'first-model', 'build.ts'));
}

/** Builds run as processes: no folder imports a function. */
async function build(script: string): Promise<BuiltDirectory> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(ROOT, script), '--json'], {
    cwd: ROOT,
  });
  return builtSchema.parse(JSON.parse(stdout));
}
