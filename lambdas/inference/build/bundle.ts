import { readFile } from 'node:fs/promises';
import { type BuildOptions, build, type Plugin } from 'esbuild';

/** Everything is bundled but onnxruntime, which finds its binary by its own path. */
const COMMON = {
  write: false,
  bundle: true,
  platform: 'node',
  target: 'node24',
  minify: true,
  logLevel: 'silent',
} as const satisfies BuildOptions;

/** The program of a challenger's process. */
export async function bundleSession(root: string): Promise<Uint8Array> {
  const result = await build({
    ...COMMON,
    absWorkingDir: root,
    entryPoints: ['lib/model/adapters/run-session.ts'],
    outfile: 'dist/session.cjs',
    format: 'cjs',
    external: ['onnxruntime-node'],
    plugins: [shakeableZod],
  });
  return result.outputFiles[0]!.contents;
}

/**
 * The function as one minified script. CommonJS, since an ES module that imports node:http makes Node load its
 * HTTP client's other half as well (10 ms), and V8's code of it can be kept (see load-function.ts). What is
 * imported late, such as the S3 client, is evaluated late all the same.
 * @param sessionScript the file of `bundleSession`, beside it
 */
export async function bundleFunction(root: string, sessionScript: string): Promise<Uint8Array> {
  const result = await build({
    ...COMMON,
    absWorkingDir: root,
    entryPoints: ['lambdas/inference/handler.ts'],
    outfile: 'dist/function.cjs',
    format: 'cjs',
    supported: { 'dynamic-import': false },
    mainFields: ['module', 'main'],
    external: ['onnxruntime-node'],
    plugins: [shakeableZod],
    define: { SESSION_SCRIPT: JSON.stringify(sessionScript) },
  });
  return result.outputFiles[0]!.contents;
}

/** index.mjs, which loads the script of that name: an ES module, because Lambda awaits its start. */
export async function bundleIndex(root: string, script: string): Promise<Uint8Array> {
  const result = await build({
    ...COMMON,
    absWorkingDir: root,
    entryPoints: ['lambdas/inference/build/index.ts'],
    outfile: 'dist/index.mjs',
    format: 'esm',
    define: { FUNCTION_SCRIPT: JSON.stringify(script) },
  });
  return result.outputFiles[0]!.contents;
}

/**
 * Imports zod's members instead of its `z`, which is one object and so would bring all of zod along, languages
 * and all: 364 KB, and 10 ms of each cold start.
 */
const shakeableZod: Plugin = {
  name: 'shakeable-zod',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      return {
        loader: 'ts',
        contents: source.replace(/^import \{ z \} from 'zod';$/m, "import * as z from 'zod';"),
      };
    });
  },
};
