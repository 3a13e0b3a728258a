import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlannedFile } from '../../../lib/bundle/place-files.ts';

/** A machine to run on, in Node's words. */
export interface Target {
  readonly platform: string;
  readonly arch: string;
}

/**
 * The part of onnxruntime that a target needs: of 301 MB installed, 46. Its JavaScript is kept as it is, since
 * it finds its binary by its own path.
 *
 * @param modules the node_modules that it is installed in
 * @throws when onnxruntime has no binary for the target
 */
export async function runtimeFiles(modules: string, { platform, arch }: Target): Promise<PlannedFile[]> {
  const binaries = `onnxruntime-node/bin/napi-v6/${platform}/${arch}`;
  const paths = [
    'onnxruntime-common/package.json',
    ...(await filesIn(modules, 'onnxruntime-common/dist/cjs', isLoaded)),
    'onnxruntime-node/package.json',
    ...(await filesIn(modules, 'onnxruntime-node/dist', isLoaded)),
    ...(await filesIn(modules, binaries, () => true)),
  ];
  return paths.map((path) => ({
    path: `node_modules/${path}`,
    content: { copyOf: join(modules, path) },
  }));
}

/** Scripts and the package.json that says which kind they are; no types, no source maps. */
function isLoaded(name: string): boolean {
  return /\.js$|^package\.json$/.test(name);
}

/** Sorted, so that two builds place the same files in the same order. */
async function filesIn(
  modules: string,
  folder: string,
  wanted: (name: string) => boolean,
): Promise<string[]> {
  const names = await readdir(join(modules, folder));
  return names
    .filter(wanted)
    .sort()
    .map((name) => `${folder}/${name}`);
}
