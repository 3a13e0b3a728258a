import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** A process that ends while its training thread is inside onnxruntime: it once aborted and dumped its core. */

const PROCESS = join(import.meta.dirname, 'fit-and-exit-process.ts');

test.each(['mlp', 'logistic'])(
  'a process may end at any moment of a fit of %s',
  async (family) => {
    for (let delayMs = 150; delayMs <= 900; delayMs += 150) {
      const ended = await promisify(execFile)(process.execPath, [PROCESS, family, String(delayMs)]).catch(
        (failure: { code?: number; signal?: string; stderr?: string }) => failure,
      );
      expect(ended).toMatchObject({ code: 3, signal: null, stderr: '' });
    }
  },
  90_000,
);
