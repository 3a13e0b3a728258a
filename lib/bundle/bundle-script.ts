import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build } from 'esbuild';
import { placeFiles } from './place-files.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The clients of the AWS SDK have parts that are not ES modules, and they ask for Node's own modules by require. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** A function of one script. */
export interface BundledScript {
  /** Absolute. Its index.mjs exports `handler`. */
  readonly directory: string;
  /** SHA-256 of the script. */
  readonly digest: string;
  readonly bytes: number;
}

/**
 * Bundles a function for Lambda that needs no files besides. The same sources give the same bytes; what is up to date is
 * left alone.
 * @param entry the file that exports `handler`, and `directory`, both relative to the repository
 * @throws when a source does not compile
 */
export async function bundleScript(entry: string, directory: string): Promise<BundledScript> {
  const result = await build({
    absWorkingDir: ROOT,
    entryPoints: [entry],
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
  const place = join(ROOT, directory);
  await placeFiles(place, [{ path: 'index.mjs', content }]);
  const digest = createHash('sha256').update(content).digest('hex');
  return { directory: place, digest, bytes: content.byteLength };
}
