import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { UserError } from '../../lib/contract/errors.ts';
import { describeExit, startChild } from '../child-process/managed-child.ts';

/** What the build prints as its last line with --json. */
const bundleSchema = z.object({
  directory: z.string(),
  /** Unzipped. */
  bytes: z.number(),
});

/** The function's deployable, as built. */
export type Bundle = Readonly<z.infer<typeof bundleSchema>>;

const BUILD_SCRIPT = fileURLToPath(new URL('../../lambdas/inference/build.ts', import.meta.url));
const DIE_WITH_PARENT = new URL('../child-process/die-with-parent.ts', import.meta.url).href;

/** The bundle in a directory, or without one a fresh build. */
export async function findBundle(
  directory: string | undefined,
  environment: Readonly<Record<string, string>>,
): Promise<Bundle> {
  return directory === undefined ? buildBundle(environment) : { directory, bytes: await bytesOf(directory) };
}

async function bytesOf(directory: string): Promise<number> {
  const isBundle = await stat(join(directory, 'index.mjs')).then(
    (file) => file.isFile(),
    () => false,
  );
  if (!isBundle)
    throw new UserError(`there is no bundle in ${directory}; name the directory that "npm run build" prints`);
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const stats = await Promise.all(files.map((file) => stat(join(file.parentPath, file.name))));
  return stats.reduce((bytes, { size }) => bytes + size, 0);
}

/**
 * Builds the function's bundle in a process of its own, just as `npm run build` does.
 * @param environment where its tools are
 * @throws BundleBuildFailed with what the build printed
 */
export async function buildBundle(
  environment: Readonly<Record<string, string>>,
  script = BUILD_SCRIPT,
): Promise<Bundle> {
  const output: string[] = [];
  const child = startChild({
    script,
    // For this machine's platform; on linux/x64 that is the very bundle that runs in Lambda.
    arguments: ['--host', '--json'],
    preload: [DIE_WITH_PARENT],
    environment,
    onLine: (line) => output.push(line),
  });
  const exit = await child.exited;
  const bundle = output.map(parseBundle).findLast((parsed) => parsed !== undefined);
  if (exit.code === 0 && bundle !== undefined) return bundle;
  throw new BundleBuildFailed(
    `the function could not be built (${describeExit(exit)}):\n${output.join('\n')}`,
  );
}

function parseBundle(line: string): Bundle | undefined {
  try {
    return bundleSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

export class BundleBuildFailed extends Error {
  override readonly name = 'BundleBuildFailed';
}
