import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

/**
 * Builds the functions of monitoring into dist/drift-job and dist/labels, each an index.mjs that exports `handler`.
 *
 *   node monitoring/build.ts [--json]
 */

const ROOT = join(import.meta.dirname, '..');

const FUNCTIONS = {
  drift: { entry: 'monitoring/drift/handler.ts', directory: 'dist/drift-job' },
  labels: { entry: 'monitoring/labels/handler.ts', directory: 'dist/labels' },
} as const;

/** The clients of the AWS SDK have parts that are not ES modules, and they ask for Node's own modules by require. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

export interface BuiltFunction {
  /** Absolute. */
  readonly directory: string;
  /** SHA-256 of the script. */
  readonly digest: string;
  readonly bytes: number;
}

export type BuiltMonitoring = Readonly<Record<keyof typeof FUNCTIONS, BuiltFunction>>;

/** The same sources give the same bytes; what is up to date is left alone. @throws when a source does not compile */
export async function buildMonitoring(): Promise<BuiltMonitoring> {
  const [drift, labels] = await Promise.all([bundle('drift'), bundle('labels')]);
  return { drift, labels };
}

async function bundle(name: keyof typeof FUNCTIONS): Promise<BuiltFunction> {
  const { entry, directory } = FUNCTIONS[name];
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
  await place(join(ROOT, directory), content);
  const digest = createHash('sha256').update(content).digest('hex');
  return { directory: join(ROOT, directory), digest, bytes: content.byteLength };
}

/** The script, and nothing besides. */
async function place(directory: string, content: Uint8Array): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const name of await readdir(directory))
    if (name !== 'index.mjs') await rm(join(directory, name), { recursive: true });
  const path = join(directory, 'index.mjs');
  const there = await readFile(path).catch(() => undefined);
  if (there === undefined || !there.equals(content)) await writeFile(path, content);
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { json: { type: 'boolean' } } });
  const built = await buildMonitoring();
  const lines = Object.values(built).map(({ directory, bytes }) => `${directory}: ${bytes} bytes\n`);
  process.stdout.write(values.json ? `${JSON.stringify(built)}\n` : lines.join(''));
}
