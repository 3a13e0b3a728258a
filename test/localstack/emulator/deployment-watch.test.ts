import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommand } from '../../../localstack/emulator/command.ts';
import { openCommands } from '../../../localstack/emulator/commands.ts';
import { DeploymentStuck, watchDeployment } from '../../../localstack/emulator/deployment-watch.ts';

const EVENT =
  'weir-local-registry | 3/28 | 2:30:01 PM | CREATE_IN_PROGRESS | Custom::Thing | Registry/Thing (Thing1)';
const DONE =
  'weir-local-registry | 4/28 | 2:30:02 PM | CREATE_COMPLETE | Custom::Thing | Registry/Thing (Thing1)';
const DIED = '2026-11-21 14:00:00 ERROR [lambda] Warm worker execution error for provider: Worker died';
const SOON = { quietMs: 60, quietAfterFaultMs: 20, pollMs: 5 };
const LATER = { ...SOON, quietMs: 60_000 };

let folder: string;
let log: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-watch-'));
  log = join(folder, 'ministack.log');
  writeFileSync(log, `${DIED} before\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A cdk that says these lines and never ends by itself. */
function endless(...lines: readonly string[]) {
  return (onLine: (line: string) => void, signal: AbortSignal) =>
    new Promise<string>((_, reject) => {
      for (const line of lines) onLine(line);
      signal.addEventListener('abort', () => reject(signal.reason));
    });
}

function stuckText(run: Promise<string>): Promise<string> {
  return run.then(
    () => expect.fail('it ended'),
    (error: unknown) => {
      expect(error).toBeInstanceOf(DeploymentStuck);
      return (error as Error).message;
    },
  );
}

test('a deployment without events is ended, and what was in progress is named', async () => {
  const text = await stuckText(watchDeployment(endless(EVENT), { log: undefined, ...SOON }));

  expect(text).toContain('in progress: weir-local-registry: Registry/Thing (Thing1) (Custom::Thing)');
  expect(text).toContain('npm run local:destroy, then npm run local:deploy');
});

test('a function that dies ends it sooner, with the line of the log, and where the log is', async () => {
  const command = (onLine: (line: string) => void, signal: AbortSignal) => {
    appendFileSync(log, `${DIED}\n`);
    return endless(EVENT, DONE)(onLine, signal);
  };
  const text = await stuckText(watchDeployment(command, { log, ...LATER }));

  expect(text).toContain('Warm worker execution error for provider: Worker died');
  expect(text).toContain(log);
  expect(text).toContain('in progress: no resource');
});

test('what the log said before, and a function that dies while the deployment ends, change nothing', async () => {
  const run = watchDeployment(async () => 'deployed', { log, ...LATER });
  await expect(run).resolves.toBe('deployed');
});

test('a command that is ended takes with it what it started', async () => {
  const stop = new AbortController();
  const run = runCommand(['sh', '-c', 'sleep 60 & echo started; wait'], {
    directory: folder,
    environment: { PATH: process.env.PATH ?? '' },
    signal: stop.signal,
    onLine: () => stop.abort(new Error('ended')),
  });

  // Not before its output is closed, which the sleep holds open as long as it lives.
  await expect(run).rejects.toThrow('ended');
});

test('a second deployment is told which one runs', async () => {
  const says = 'Other CLIs (PID=4711) are currently reading from cdk.out. Invoke the CLI in sequence';
  writeFileSync(join(folder, 'cdk'), `#!/bin/sh\necho '${says}' >&2\nexit 1\n`, { mode: 0o755 });
  const environment = { PATH: `${folder}:${process.env.PATH}` };
  const commands = openCommands({ endpoint: 'http://127.0.0.1:1', environment, assembly: folder });

  await expect(commands.cdk(['deploy'], () => undefined)).rejects.toThrow(
    'another local:deploy runs (PID 4711): wait for it or end it',
  );
});
