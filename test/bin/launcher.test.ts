import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
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
  return spawn(process.execPath, [...nodeArgs, launcher, ...args], {
    cwd: scratch(),
    stdio: 'pipe',
    // A group of its own, as a terminal gives each command.
    detached: true,
  });
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

/** A clone whose program says when it is asked to stop, and then takes a moment to end. */
function slowToStop(): string {
  const clone = scratch();
  mkdirSync(join(clone, 'bin'));
  mkdirSync(join(clone, 'node_modules', '.bin'), { recursive: true });
  symlinkSync(process.execPath, join(clone, 'node_modules', '.bin', 'node'));
  const part = pathToFileURL(join(import.meta.dirname, '../../bin/terminal/interruption.ts')).href;
  writeFileSync(
    join(clone, 'bin', 'weir.ts'),
    `import { Interruption } from '${part}';
    const interruption = new Interruption((code) => process.exit(code));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => interruption.ask(signal));
    setInterval(() => {}, 1000);
    interruption.signal.addEventListener('abort', () => {
      console.log('asked');
      setTimeout(() => { console.log('done'); process.exit(130); }, process.argv[2]);
    });
    console.log('ready');`,
  );
  copyFileSync(LAUNCHER, join(clone, 'bin', 'weir.mjs'));
  return join(clone, 'bin', 'weir.mjs');
}

test.each([
  ['a supervisor signals the launcher alone', 'SIGINT', 1],
  ['a terminal signals the whole group', 'SIGINT', -1],
  ['a service manager ends the whole group', 'SIGTERM', -1],
] as const)('the program stops once, and in its own time, when %s', async (_who, signal, whom) => {
  const child = launch(slowToStop(), ['300']);
  const all = ended(child);
  await once(child.stdout, 'data');
  process.kill(whom * child.pid!, signal);
  expect(await all).toEqual({ code: 130, stdout: 'ready\nasked\ndone\n', stderr: '' });
});

test('a second Ctrl-C, whoever sends it, ends the program at once', async () => {
  const child = launch(slowToStop(), ['60000']);
  const all = ended(child);
  await once(child.stdout, 'data');
  process.kill(child.pid!, 'SIGINT');
  await once(child.stdout, 'data');
  await setTimeout(500);
  process.kill(-child.pid!, 'SIGINT');
  expect(await all).toMatchObject({ code: 130, stdout: 'ready\nasked\n' });
});
