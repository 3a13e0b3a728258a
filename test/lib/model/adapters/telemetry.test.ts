import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';

const SESSIONS = join(import.meta.dirname, '..', 'support');

/** onnxruntime keeps an id and what it would upload below HOME, and a log in TMPDIR, unless it is told not to. */
test.each(['open-session.ts', 'fit-in-thread.ts'])(
  '%s leaves nothing of a report to anybody',
  async (script) => {
    const home = await temporaryDirectory();
    // Continuous integration counts as an excuse to it.
    const { CI: _, ...inherited } = process.env;
    const environment = { ...inherited, HOME: home, TMPDIR: home };
    const { stdout } = await promisify(execFile)(process.execPath, [join(SESSIONS, script)], {
      env: environment,
    });
    expect(stdout).toBe('done\n');
    expect(await readdir(home)).toEqual([]);
  },
);
