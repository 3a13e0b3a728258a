import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { perceptron } from '../support/onnx-models.ts';
import { readmeBlocks, SHELL_KINDS, type ShellKind } from './support/readme-blocks.ts';
import { ended, type WeirRun, weir } from './support/run-weir.ts';
import { syntheticWines } from './support/synthetic-wines.ts';

// Whole stacks start and trainings run here: a machine that is busy with other things needs this long.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/**
 * The README's commands, run as they stand and in their order, in a folder that looks like the clone. Only the
 * port differs, so that nothing else on the machine is in the way, and the data, so that nothing is downloaded.
 */

const ROOT = join(import.meta.dirname, '..', '..');
const blocks = readmeBlocks();
const shell = blocks.filter(({ language }) => language === 'sh');
const runnable = shell.filter(
  ({ info }) =>
    !['ci', 'up', 'deploy', 'emulator', 'search', 'live', 'drift', 'docker', 'remote'].includes(info),
);

/** What a command must have printed, by a part of its block. */
const EXPECTED: readonly (readonly [command: string, output: RegExp])[] = [
  ['put-record', /[sS]equenceNumber/],
  ['get-records', /"customer_id": 159/],
  ['npx weir tail', /wine_quality=\d.*customer_id=159/],
  ['npx weir send wines.csv', /2 records sent, 0 failed/],
  ['npx weir invoke', /"customer_id": 162[\s\S]*1 prediction, 0 rejections; nothing was written/],
  ['not json', /3 records sent, 0 failed/],
  ['.weir/quarantine', /"reason":"not-json"[\s\S]*"reason":"not-an-object"[\s\S]*"reason":"not-a-number"/],
  ['npx weir quarantine', /3 rejected records of wine-quality[\s\S]*not-a-number/],
  [
    '--dry-run\nnpx weir replay',
    /1 predicted, 2 rejected again; nothing was written[\s\S]*1 predicted, 2 rejected again\n/,
  ],
  ['npx weir load', /1,000 records are accounted for: 950 predicted, 50 rejected, none lost/],
  [
    'npx weir replay --ledger load/ledger.jsonl --fix load/fix.json',
    /records replayed by version 1: \d+ predicted/,
  ],
  ['npx weir drift', /insufficient data|no drift/],
  ['npx weir alarms list', /low-confidence/],
  ['npx weir plan', /5,000 records\/s: 7 \+ 7 shards, .* a month; first to break: input stream/],
  ['npx weir publish', /risk version 1 is published\. It is the champion now\./],
  ['npx weir rollback', /champion of wine-quality is version 2 now \(it was 1/],
];

/** The answer to a record comes a moment after it was sent, so reading commands are repeated for so long. */
const PATIENCE_MS = 15_000;

test('every shell block says how it is run', () => {
  expect(shell.length).toBeGreaterThan(8);
  expect(shell.map(({ info }) => info).filter((info) => !(info in SHELL_KINDS))).toEqual([]);
});

test('the long commands are steps of CI', () => {
  const ci = readFileSync(join(ROOT, '.ci', 'run'), 'utf8');
  const long = shell.filter(({ info }) => info === 'ci').flatMap(({ text }) => text.trim().split('\n'));
  expect(long).toEqual(['npm ci && npm run demo', 'npm ci && npm test']);
  for (const command of long) expect(ci).toContain(`step '${command}'`);
});

test('the plan in the README is the one that weir plan prints', async () => {
  const shown = blocks.find(({ text }) => text.startsWith('5,000 records/s of'))!.text;
  const lines = shown.split('\n').filter((line) => line !== '…' && line !== '');
  const run = await weir(['plan', '--rps', '5000', '--record-bytes', '600', '--memory', '1769'], {
    home: tmpdir(),
  });
  expect(lines.length).toBeGreaterThan(10);
  expect(lines.filter((line) => !run.stdout.includes(line))).toEqual([]);
});

test('every expectation below belongs to a command of the README', () => {
  for (const [command] of EXPECTED) expect(runnable.some(({ text }) => text.includes(command))).toBe(true);
});

describe('in a clone with the stack up', () => {
  let clone: string;
  let up: ChildProcess;
  let upEnded: Promise<WeirRun>;
  let endpoint: string;

  beforeAll(async () => {
    clone = makeClone();
    const command = shell.find(({ info }) => info === 'up')!.text.trim();
    // In a group of its own, as in a terminal of its own: Ctrl-C goes to the whole group.
    up = spawn('bash', ['-c', `exec ${command} -- --port 0`], {
      cwd: clone,
      env: environment(clone),
      detached: true,
    });
    upEnded = ended(up);
    endpoint = await readyEndpoint(up);
  });

  afterAll(() => {
    if (up.exitCode === null && up.signalCode === null) process.kill(-up.pid!, 'SIGKILL');
    rmSync(clone, { recursive: true, force: true });
  });

  test.each(runnable.map(({ info, text }) => [text, info as ShellKind]))('%s', async (text, kind) => {
    const expected = EXPECTED.filter(([command]) => text.includes(command)).map(([, output]) => output);
    const run = await repeated(() => runBlock(text.replaceAll('http://127.0.0.1:4568', endpoint), kind));
    expect(run).toMatchObject({ code: 0 });
    for (const output of expected) expect(run.stdout).toMatch(output);

    async function repeated(attempt: () => Promise<WeirRun>): Promise<WeirRun> {
      const deadline =
        performance.now() + (/get-records|cat .weir|weir quarantine/.test(text) ? PATIENCE_MS : 0);
      for (;;) {
        const result = await attempt();
        const good = result.code === 0 && expected.every((output) => output.test(result.stdout));
        if (good || performance.now() > deadline) return result;
        await sleep(250);
      }
    }
  });

  test('Ctrl-C stops the stack cleanly', async () => {
    process.kill(-up.pid!, 'SIGINT');
    // npm itself ends by the signal, once the stack has stopped.
    const { stdout, stderr } = await upEnded;
    expect(stdout).toMatch(/Stopped\. \d+ predicted, 53 rejected\.\n$/);
    expect(stderr).not.toMatch(/npm error|weir:/);
  });

  /** The variables that a block exports reach the next one, as in one terminal. */
  function runBlock(text: string, kind: ShellKind): Promise<WeirRun> {
    const exports = join(clone, 'exports.sh');
    const script = [
      'set -euo pipefail',
      `touch ${exports} && . ${exports}`,
      `export PATH='${pathFor(kind, clone)}' AWS_STAND_IN=${kind === 'aws-v2' ? 2 : 1}`,
      text,
      `export -p > ${exports}`,
    ].join('\n');
    return ended(spawn('bash', ['-c', script], { cwd: clone, env: environment(clone) }));
  }
});

/** A folder with the repository's files in it, state of its own, and the files that the README shows. */
function makeClone(): string {
  const clone = mkdtempSync(join(tmpdir(), 'weir-readme-'));
  for (const name of ['package.json', 'node_modules', 'bin', 'lib', 'lambdas', 'training', 'localstack']) {
    symlinkSync(join(ROOT, name), join(clone, name));
  }
  for (const { language, info, text } of blocks) {
    if (language !== 'sh' && info !== '') writeFileSync(join(clone, info), text);
  }
  writeFileSync(join(clone, 'model.onnx'), perceptron().bytes);
  writeFileSync(join(clone, 'winequality-white.csv'), syntheticWines(600));
  for (const name of ['aws', 'jq']) writeStandIn(clone, name);
  return clone;
}

function writeStandIn(clone: string, name: string): void {
  const script = join(import.meta.dirname, 'support', `${name}-stand-in.ts`);
  mkdirSync(join(clone, 'stand-ins', name), { recursive: true });
  const text = `#!/bin/sh\nexec '${process.execPath}' '${script}' "$@"\n`;
  writeFileSync(join(clone, 'stand-ins', name, name), text, { mode: 0o755 });
}

function environment(clone: string): Record<string, string> {
  const inherited = Object.entries(process.env).filter(([key]) => !/^(AWS_|WEIR_|npm_)/.test(key));
  return {
    ...(Object.fromEntries(inherited) as Record<string, string>),
    WEIR_DATA: join(clone, 'winequality-white.csv'),
  };
}

/** The machine's own tools where it has them in the version that the block is about, else the stand-ins. */
function pathFor(kind: ShellKind, clone: string): string {
  const own = process.env.PATH ?? '';
  const standIns = [];
  if (kind.startsWith('aws') && !suits(kind, awsVersion())) standIns.push(join(clone, 'stand-ins', 'aws'));
  if (spawnSync('jq', ['--version']).status !== 0) standIns.push(join(clone, 'stand-ins', 'jq'));
  return [...standIns, own].join(':');
}

function suits(kind: ShellKind, version: string | undefined): boolean {
  return kind === 'aws' ? version !== undefined : kind === `aws-v${version}`;
}

/** "1" or "2", or undefined without an aws command. */
function awsVersion(): string | undefined {
  const { stdout } = spawnSync('aws', ['--version'], { encoding: 'utf8' });
  return /^aws-cli\/(\d)/.exec(stdout ?? '')?.[1];
}

async function readyEndpoint(up: ChildProcess): Promise<string> {
  let text = '';
  return new Promise((resolve, reject) => {
    const take = (chunk: string) => {
      text += chunk;
      const printed = /^Kinesis +(http:\S+)/m.exec(text)?.[1];
      if (printed !== undefined && text.includes('Ready.')) resolve(printed);
    };
    up.stdout?.on('data', take);
    up.stderr?.on('data', take);
    up.on('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${text}`)));
  });
}
