import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type PlacedFile, type PlannedFile, placeFiles } from '../../lib/bundle/place-files.ts';
import { bundleFunction, bundleIndex, bundleSession } from './build/bundle.ts';
import { codeCacheOf } from './build/code-cache.ts';
import { codeCachePath } from './build/load-function.ts';
import { runtimeFiles, type Target } from './build/runtime-files.ts';

/**
 * Builds the deployable of the inference function: the bundled script, V8's code of it, and the part of
 * onnxruntime that it needs.
 *
 *   node lambdas/inference/build.ts [--host] [--json]
 *
 * --host builds for this machine instead of Lambda. Folders that must not import this one (localstack, bin) run
 * it as a process and read the line that --json prints.
 */

/** The most that the deployable may weigh, in bytes. Lambda takes 250 MB, but a sandbox downloads all of it. */
export const MAX_BYTES = 48_000_000;

/** What AWS runs: onnxruntime crashed on arm64 Lambda for years. https://github.com/microsoft/onnxruntime/issues/10038 */
export const LAMBDA_TARGET: Target = { platform: 'linux', arch: 'x64' };

const ROOT = join(import.meta.dirname, '../..');

/** Of a digest, so many characters name a script. */
const NAME_CHARACTERS = 12;

export interface Deployable {
  /** Absolute. Its index.mjs exports `handler`. */
  readonly directory: string;
  /**
   * SHA-256 over what the sources decide: the same for the same sources, on any machine. V8's code is left out,
   * which differs from build to build and changes nothing but the time to start.
   */
  readonly digest: string;
  readonly files: readonly PlacedFile[];
  /** Of all files together. */
  readonly bytes: number;
}

/**
 * Builds into dist/inference (for another target than Lambda's: dist/inference-<platform>-<arch>) of the
 * repository, from any working directory, any number of builds at once. What is up to date is left alone.
 *
 * @throws when a source does not compile, the function does not start, or the deployable is over MAX_BYTES
 */
export async function buildInference(target: Target = LAMBDA_TARGET): Promise<Deployable> {
  const directory = join(ROOT, 'dist', directoryName(target));
  const { digest, plan } = await planDeployable(directory, target);
  const files = await placeFiles(directory, plan);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  if (bytes > MAX_BYTES && isSame(target, LAMBDA_TARGET)) {
    throw new Error(`the deployable has ${bytes} bytes, at most ${MAX_BYTES} are allowed`);
  }
  return { directory, digest, files, bytes };
}

function directoryName(target: Target): string {
  return isSame(target, LAMBDA_TARGET) ? 'inference' : `inference-${target.platform}-${target.arch}`;
}

/** index.mjs comes last: where it is, all that it needs is there. */
async function planDeployable(
  directory: string,
  target: Target,
): Promise<{ readonly digest: string; readonly plan: readonly PlannedFile[] }> {
  const runtime = await runtimeFiles(join(ROOT, 'node_modules'), target);
  const session = await bundleSession(ROOT);
  const sessionName = nameOf('session', session);
  const script = await bundleFunction(ROOT, sessionName);
  const name = nameOf('function', script);
  const index = await bundleIndex(ROOT, name);
  const makeOnce = () => codeCacheOf(join(directory, name));
  // Only a machine of the target's kind can start it.
  const cache = isSame(target, process) ? [{ path: codeCachePath(name), content: { makeOnce } }] : [];
  const plan = [
    ...runtime,
    { path: sessionName, content: session },
    { path: name, content: script },
    ...cache,
    { path: 'index.mjs', content: index },
  ];
  const version = await readFile(join(ROOT, 'node_modules/onnxruntime-node/package.json'));
  const paths = runtime.map(({ path }) => path).join();
  return { digest: sha256(script, index, version, paths), plan };
}

/** A script's name changes with it, as V8's code of it does. */
function nameOf(what: string, script: Uint8Array): string {
  return `${what}-${sha256(script).slice(0, NAME_CHARACTERS)}.cjs`;
}

function isSame(a: Target, b: Target): boolean {
  return a.platform === b.platform && a.arch === b.arch;
}

function sha256(...parts: readonly (Uint8Array | string)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** The larger files by name, the others together. */
function table({ files, bytes, directory }: Deployable): string {
  const isLarge = (file: PlacedFile) => file.bytes > 100_000;
  const small = files.filter((file) => !isLarge(file));
  const rows = [
    ...files.filter(isLarge).sort((a, b) => b.bytes - a.bytes),
    { path: `${small.length} smaller files`, bytes: small.reduce((sum, file) => sum + file.bytes, 0) },
    { path: `in all, of at most ${MAX_BYTES / 1e6} MB`, bytes },
  ];
  const lines = rows.map((row) => `${(row.bytes / 1e6).toFixed(2).padStart(8)} MB  ${row.path}`);
  return `${directory}\n${lines.join('\n')}\n`;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { host: { type: 'boolean' }, json: { type: 'boolean' } } });
  const deployable = await buildInference(values.host ? process : LAMBDA_TARGET);
  process.stdout.write(values.json ? `${JSON.stringify(deployable)}\n` : table(deployable));
}
