import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

const EMULATOR = join(import.meta.dirname, '../../../localstack/emulator');

/** Runs a command that would go on for a minute, and says when it is there. */
const SCRIPT = `
import { runCommand } from '${EMULATOR}/command.ts';
import { exitOnSignals, isInterrupted } from '${EMULATOR}/interruption.ts';
exitOnSignals(() => 'the stack is half made');
const options = { directory: '/', environment: { PATH: process.env.PATH }, onLine: console.log };
await runCommand(['sh', '-c', 'echo started; sleep 60'], options).catch((error) => {
  if (!isInterrupted()) console.error('FAILED', error);
});`;

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  '%s to the command alone ends what it started, says what is left, exits with %i',
  async (signal, code) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT]);
    const errors = text(child.stderr);
    child.stdout.once('data', () => child.kill(signal));
    // It waits until the output of what it started is closed: as long as the sleep lives, it is not.
    const [exit] = await once(child, 'close');

    expect(exit).toBe(code);
    expect(await errors).toBe(`weir: interrupted by ${signal}; the stack is half made\n`);
  },
);
