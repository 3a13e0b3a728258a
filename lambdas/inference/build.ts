import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { type PlacedFile, placeFiles } from './build/place-files.ts';
import { runtimeFiles, type Target } from './build/runtime-files.ts';

/**
 * Builds the deployable of the inference function: one bundled script and the part of onnxruntime that it needs.
 *
 *   node lambdas/inference/build.ts [--host] [--json]
 *
 * Folders that must not import this one (localstack, bin) run it as a process and read what --json prints.
 */

/** The most that the deployable may weigh, in bytes. Lambda takes 250 MB, but a sandbox downloads all of it. */
export const MAX_BYTES = 48_000_000;

/** What AWS runs: onnxruntime crashed on arm64 Lambda for years. https://github.com/microsoft/onnxruntime/issues/10038 */
export const LAMBDA_TARGET: Target = { platform: 'linux', arch: 'x64' };

const ROOT = join(import.meta.dirname, '../..');

export interface Deployable {
  /** Absolute. Its index.mjs exports `handler`. */
  readonly directory: string;
  readonly files: readonly PlacedFile[];
  /** Of all files together. */
  readonly bytes: number;
}

/**
 * Builds into dist/inference (for another target than Lambda's: dist/inference-<platform>-<arch>) of the
 * repository, from any working directory, any number of builds at once. What is up to date is left alone.
 *
 * @throws when a source does not compile, or the deployable is over MAX_BYTES
 */
export async function buildInference(target: Target = LAMBDA_TARGET): Promise<Deployable> {
  const isLambda = target.platform === LAMBDA_TARGET.platform && target.arch === LAMBDA_TARGET.arch;
  const name = isLambda ? 'inference' : `inference-${target.platform}-${target.arch}`;
  const directory = join(ROOT, 'dist', name);
  // The script goes last: where it is, all that it needs is there.
  const plan = [
    ...(await runtimeFiles(join(ROOT, 'node_modules'), target)),
    { path: 'index.mjs', content: await bundle() },
  ];
  const files = await placeFiles(directory, plan);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > MAX_BYTES && isLambda) {
    throw new Error(`the deployable has ${bytes} bytes, at most ${MAX_BYTES} are allowed`);
  }
  return { directory, files, bytes };
}

/**
 * The function as one minified script. One, not several: it is then replaced in one step. What is imported
 * late (the S3 client) is still evaluated late.
 */
async function bundle(): Promise<Uint8Array> {
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: ['lambdas/inference/handler.ts'],
    outfile: 'dist/index.mjs',
    write: false,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: ['onnxruntime-node'],
    minify: true,
    logLevel: 'silent',
  });
  return result.outputFiles[0]!.contents;
}

function table({ files, bytes, directory }: Deployable): string {
  const groups = new Map<string, number>();
  for (const file of files) {
    const group = /(\.so\.1|\.dylib|\.dll|\.node|^index\.mjs)$/.test(file.path)
      ? file.path
      : 'onnxruntime, JavaScript';
    groups.set(group, (groups.get(group) ?? 0) + file.bytes);
  }
  const rows = [...groups].sort(([, a], [, b]) => b - a);
  const lines = [...rows, ['total', bytes] as const].map(
    ([name, size]) => `${(size / 1e6).toFixed(2).padStart(8)} MB  ${name}`,
  );
  return `${directory}\n${lines.join('\n')}\n`;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { host: { type: 'boolean' }, json: { type: 'boolean' } } });
  const deployable = await buildInference(values.host ? process : LAMBDA_TARGET);
  process.stdout.write(values.json ? `${JSON.stringify(deployable)}\n` : table(deployable));
}
