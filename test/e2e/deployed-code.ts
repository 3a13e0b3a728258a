import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT } from '../../localstack/emulator/config.ts';
import { must, type Scene } from './scene.ts';
import { zipFiles } from './zip.ts';

const BUNDLE = join(ROOT, 'dist/inference');

const functionSchema = z.object({
  Configuration: z.object({ PackageType: z.string(), CodeSha256: z.string(), CodeSize: z.number() }),
  Code: z.object({ Location: z.url() }),
});

/**
 * The function is the built bundle: packed as a zip (an emulator takes an image and never runs it), whose digest is
 * that of the zip which is there, and that one holds the bundle's files, byte for byte.
 */
export async function theFunctionIsTheBundle({ aws, stage }: Scene): Promise<string> {
  const answer = await aws('lambda', 'get-function', '--function-name', stage.functionName);
  const { Configuration, Code } = functionSchema.parse(answer);
  const { PackageType, CodeSha256, CodeSize } = Configuration;
  must(PackageType === 'Zip', `the function is packed as ${PackageType}`);
  const zip = Buffer.from(await (await fetch(Code.Location)).arrayBuffer());
  must(digestOf(zip) === CodeSha256, `its digest is ${CodeSha256}, its code has ${digestOf(zip)}`);
  const deployed = sorted([...zipFiles(zip)].map(({ path, bytes }) => [path, digestOf(bytes)]));
  const built = sorted(await filesOf(BUNDLE));
  const other = deployed.find((file, i) => file.join() !== built[i]?.join())?.[0];
  must(other === undefined, `${other} of the deployed code is not the bundle's`);
  must(deployed.length === built.length, `${deployed.length} files, of ${built.length} in the bundle`);
  return `Zip, ${CodeSha256}, ${deployed.length} files, ${(CodeSize / 1e6).toFixed(1)} MB`;
}

type FileDigest = readonly [path: string, digest: string];

function sorted(files: readonly FileDigest[]): readonly FileDigest[] {
  return [...files].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The digest of each file below a directory. */
async function filesOf(directory: string): Promise<FileDigest[]> {
  const files: FileDigest[] = [];
  for await (const entry of glob('**', { cwd: directory, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.push([path.slice(directory.length + 1), digestOf(await readFile(path))]);
  }
  return files;
}

/** As Lambda gives it. */
function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}
