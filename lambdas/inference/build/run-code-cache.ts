import { writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { loadFunction } from './load-function.ts';

/**
 * Starts the function once, in a process of its own, and writes the code that V8 made of it.
 *
 *   node run-code-cache.ts <script> <output>
 *
 * The environment is the function's; its registry may be empty.
 */
const [script = '', output = ''] = process.argv.slice(2);
const loaded = loadFunction(dirname(script), basename(script));
await loaded.exports.ready;
await writeFile(output, loaded.script.createCachedData());
