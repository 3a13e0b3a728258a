import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ENV } from '../../../lib/contract/environment.ts';

const PROGRAM = join(import.meta.dirname, 'run-code-cache.ts');

/** A start takes a fifth of a second; one that hangs must not hang the build. */
const TIMEOUT_MS = 30_000;

/**
 * The code that V8 made of a bundled script while it started, with what it imports beside it.
 * @throws when it does not start
 */
export async function codeCacheOf(script: string): Promise<Uint8Array> {
  const scratch = await mkdtemp(join(tmpdir(), 'weir-build-'));
  try {
    const output = join(scratch, 'cache');
    const env = {
      [ENV.model]: 'none',
      [ENV.registry]: join(scratch, 'registry'),
      [ENV.quarantine]: join(scratch, 'quarantine'),
      [ENV.dryRun]: 'true',
    };
    await promisify(execFile)(process.execPath, [PROGRAM, script, output], { env, timeout: TIMEOUT_MS });
    return await readFile(output);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
