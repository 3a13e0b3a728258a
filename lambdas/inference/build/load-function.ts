import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';

/** What function.cjs exports: handler.ts. */
export interface FunctionModule {
  readonly handler: unknown;
  readonly ready: Promise<unknown>;
}

export interface LoadedFunction {
  readonly script: Script;
  readonly exports: FunctionModule;
}

/** The file of V8's code for a script. V8 takes it from its own version, flags and processor only: hence the tag. */
export function codeCachePath(script: string): string {
  return script.replace(/\.cjs$/, `-${cachedDataVersionTag().toString(16)}.cache`);
}

/**
 * Loads the bundled script as `require` would, but with the code that V8 made of it at build time, where that
 * fits: a quarter of the time from the start of the process to the first prediction is V8 reading the script.
 * https://nodejs.org/api/vm.html#scriptcreatecacheddata
 *
 * V8 compares no more than the lengths of a script and its cache, so both are named by the script's digest.
 */
export function loadFunction(directory: string, name: string): LoadedFunction {
  const filename = join(directory, name);
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(filename, 'utf8')}\n})`;
  const cachedData = readIfThere(codeCachePath(filename));
  const script = new Script(source, { filename, ...(cachedData === undefined ? {} : { cachedData }) });
  const module = { exports: {} as FunctionModule };
  script.runInThisContext()(module.exports, createRequire(filename), module, filename, directory);
  return { script, exports: module.exports };
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
