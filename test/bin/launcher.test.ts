import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratch } from './support/registries.ts';
import { ended } from './support/run-weir.ts';

const LAUNCHER = join(import.meta.dirname, '..', '..', 'bin', 'weir.mjs');

/** Makes the process believe that it is Node 20, from before its first line. */
const AS_NODE_20 = [
  '--import',
  'data:text/javascript,Object.defineProperty(process.versions, "node", { value: "20.20.2" })',
];

/** The launcher as an older Node would run it. */
function launch(launcher: string, args: readonly string[], nodeArgs: readonly string[] = AS_NODE_20) {
  return spawn(process.execPath, [...nodeArgs, launcher, ...args], { cwd: scratch(), stdio: 'pipe' });
}

test("under an older Node it hands over to the clone's own, output and exit code included", async () => {
  const help = await ended(launch(LAUNCHER, ['models', '--help']));
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toContain('Usage: weir models');
  const mistake = await ended(launch(LAUNCHER, ['send', 'no-such-file.csv']));
  expect(mistake.code).toBe(2);
  expect(mistake.stderr).toContain('no such file');
});

test('under a Node that is new enough it runs in the same process', async () => {
  const { code, stdout } = await ended(launch(LAUNCHER, ['--help'], []));
  expect(code).toBe(0);
  expect(stdout).toContain('Usage: weir');
});

test('without a Node that will do it says so in one sentence', async () => {
  const elsewhere = join(scratch(), 'bin');
  mkdirSync(elsewhere);
  copyFileSync(LAUNCHER, join(elsewhere, 'weir.mjs'));
  const { code, stdout, stderr } = await ended(launch(join(elsewhere, 'weir.mjs'), ['--help']));
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^weir needs Node 24 or newer, this is Node 20\.20\.2: run "npm ci" .*\n$/);
});
