import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../../localstack/emulator/config.ts';
import { must, type Scene } from './scene.ts';
import { zipFiles } from './zip.ts';

const BUNDLE = join(ROOT, 'dist/inference');

const functionSchema = z.object({
  PackageType: z.string(),
  CodeSha256: z.string(),
  CodeSize: z.number(),
});

/**
 * The function is the built bundle: packed as a zip (an emulator takes an image and never runs it), with the digest
 * of the zip that cdk made, which holds the bundle's files, byte for byte.
 */
export async function theFunctionIsTheBundle({ aws, assembly, stage }: Scene): Promise<string> {
  const configuration = ['lambda', 'get-function-configuration', '--function-name', stage.functionName];
  const { PackageType, CodeSha256, CodeSize } = functionSchema.parse(await aws(...configuration));
  must(PackageType === 'Zip', `the function is packed as ${PackageType}`);
  const zip = await zipWithDigest(assembly, CodeSha256);
  const files = new Map([...zipFiles(zip)].map(({ path, bytes }) => [path, digestOf(bytes)]));
  const built = await filesOf(BUNDLE);
  must(
    JSON.stringify([...files].sort()) === JSON.stringify([...built].sort()),
    `the zip holds ${[...files.keys()].join(', ')}; the bundle ${[...built.keys()].join(', ')}, or other bytes`,
  );
  return `Zip, ${CodeSha256}, ${files.size} files, ${(CodeSize / 1e6).toFixed(1)} MB`;
}

async function zipWithDigest(assembly: string, digest: string): Promise<Buffer> {
  const digests: string[] = [];
  for await (const path of glob(join(assembly, '.cache/*.zip'))) {
    const bytes = await readFile(path);
    const own = digestOf(bytes);
    if (own === digest) return bytes;
    digests.push(own);
  }
  throw new Error(`the function has the digest ${digest}; cdk's zips have ${digests.join(', ')}`);
}

/** The digest of each file below a directory. */
async function filesOf(directory: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for await (const entry of glob('**', { cwd: directory, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(directory.length + 1), digestOf(await readFile(path)));
  }
  return files;
}

/** As Lambda gives it. */
function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}
