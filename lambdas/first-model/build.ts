import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { placeFiles } from '../inference/build/place-files.ts';

/**
 * Builds the function that publishes the first model into dist/first-model.
 *
 *   node lambdas/first-model/build.ts [--json]
 */

const ROOT = join(import.meta.dirname, '../..');

/** The S3 client has parts that are not ES modules, and they ask for Node's own modules by require. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

export interface FirstModelFunction {
  /** Absolute. Its index.mjs exports `handler`. */
  readonly directory: string;
  /** SHA-256 of the script. */
  readonly digest: string;
  readonly bytes: number;
}

/** The same sources give the same bytes; what is up to date is left alone. @throws when a source does not compile */
export async function buildFirstModel(): Promise<FirstModelFunction> {
  const directory = join(ROOT, 'dist/first-model');
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: ['lambdas/first-model/handler.ts'],
    outfile: 'dist/index.mjs',
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    logLevel: 'silent',
    banner: { js: REQUIRE },
  });
  const content = result.outputFiles[0]!.contents;
  await placeFiles(directory, [{ path: 'index.mjs', content }]);
  const digest = createHash('sha256').update(content).digest('hex');
  return { directory, digest, bytes: content.byteLength };
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { json: { type: 'boolean' } } });
  const built = await buildFirstModel();
  process.stdout.write(
    values.json ? `${JSON.stringify(built)}\n` : `${built.directory}: ${built.bytes} bytes\n`,
  );
}
