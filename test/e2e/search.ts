import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { functionLog } from '../../bin/live/function-log.ts';
import { DATA_ENV } from '../../lib/contract/environment.ts';
import { loadTable, syntheticWine } from '../../training/data/load.ts';
import { numberColumn } from '../../training/data/table.ts';
import { WINE } from '../../training/data/wine.ts';
import { readmeBlocks } from '../bin/support/readme-blocks.ts';
import { ended } from '../bin/support/run-weir.ts';
import { must, until } from './scene.ts';

/**
 * The README's blocks of the search, run as they stand and in their order, then the challenger that they leave on
 * live records: `node test/e2e/search.ts`. With the wine data that WEIR_DATA names, else the synthetic ones.
 */

const ROOT = join(import.meta.dirname, '..', '..');

/** What a block must have printed, by a part of it. */
const EXPECTED: readonly (readonly [command: string, output: RegExp])[] = [
  [
    '--trials 50',
    /all 50 trials are finished[\s\S]*forest[\s\S]*boosting[\s\S]*The champion of wine-all is version 1 now/,
  ],
  ['weir study', /50 of 50 trials[\s\S]*50 of 50 suggestions came out the same/],
  ['weir gate', /wine-all[\s\S]*version 1/],
  ['--alias challenger', /challenger of wine-all is version 2 now/],
  ['--min-live-agreement', /champion of wine-all is version 2 now/],
];

/** A tenth of them is shown, and the gate wants a thousand. */
const LIVE_RECORDS = 12_000;

const blocks = readmeBlocks().filter(({ info }) => info === 'search' || info === 'live');
const folder = makeFolder();
const environment = {
  ...process.env,
  PATH: `${join(ROOT, 'node_modules', '.bin')}:${process.env.PATH}`,
  WEIR_HOME: join(folder, '.weir'),
};

try {
  for (const [command] of EXPECTED)
    must(
      blocks.some(({ text }) => text.includes(command)),
      `no block of the README has ${command}`,
    );
  for (const { text } of blocks.filter(({ info }) => info === 'search')) await runBlock(text);
  await serveRecords();
  for (const { text } of blocks.filter(({ info }) => info === 'live')) await runBlock(text);
  console.log('\nThe README searches, judges, tries and promotes as it says.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function runBlock(text: string): Promise<void> {
  console.log(`\n${text.trimEnd().replace(/^/gm, '$ ')}`);
  const run = await ended(
    spawn('bash', ['-c', `set -euo pipefail\n${text}`], { cwd: folder, env: environment }),
  );
  console.log(run.stdout.split('\n').slice(-25).join('\n'));
  must(run.code === 0, `it ended with ${run.code}:\n${run.stderr}`);
  for (const [command, output] of EXPECTED)
    if (text.includes(command)) must(output.test(run.stdout), `it did not print ${output}:\n${run.stdout}`);
}

/** A stack that answers records until the challenger has seen enough of them. */
async function serveRecords(): Promise<void> {
  writeFileSync(join(folder, 'live.csv'), await liveRecords());
  const up = startInFolder('up', '--model', 'wine-all', '--port', '0', '--json');
  const upEnded = ended(up);
  try {
    const sending = startInFolder(
      'send',
      'live.csv',
      '--model',
      'wine-all',
      '--endpoint-url',
      await endpointOf(up),
    );
    const sent = await ended(sending);
    must(sent.code === 0, sent.stderr);
    await until(60, 'the challenger has not seen enough records', enoughShown);
  } finally {
    up.kill('SIGINT');
  }
  must((await upEnded).code === 0, 'the stack did not stop cleanly');
}

function startInFolder(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(ROOT, 'bin', 'weir.ts'), ...args], { cwd: folder, env: environment });
}

/** Where Kinesis is, once the stack is ready. */
function endpointOf(up: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    up.stdout!.on('data', (text) => {
      const kinesis = /"kinesis":"([^"]+)"/.exec(String(text))?.[1];
      if (kinesis !== undefined) resolve(kinesis);
    });
    up.once('exit', (code) => reject(new Error(`the stack ended with ${code}`)));
  });
}

/** So many rows of the data as records, over and over. */
async function liveRecords(): Promise<string> {
  const data = process.env[DATA_ENV];
  const table = data === undefined ? syntheticWine() : await loadTable({ data });
  const features = WINE.columns.filter((name) => name !== WINE.target);
  const columns = features.map((name) => numberColumn(table, name));
  const rows = Array.from({ length: LIVE_RECORDS }, (_, at) =>
    [at, ...columns.map((column) => column[at % column.length])].join(),
  );
  return [['customer_id', ...features].join(), ...rows, ''].join('\n');
}

/** A thousand rows are what the gate asks for at least. */
async function enoughShown(): Promise<true | undefined> {
  const log = functionLog(join(folder, '.weir', 'function.log'));
  const challenge = { model: 'wine-all', version: 2, since: new Date(0), until: new Date() };
  return (await log.count(challenge)).rows >= 1000 || undefined;
}

/** What the commands look for in the folder they are typed in, and nothing of this machine's own state. */
function makeFolder(): string {
  const made = mkdtempSync(join(tmpdir(), 'weir-search-'));
  for (const name of ['node_modules', 'bin', 'lib', 'training', 'localstack', 'lambdas', 'package.json'])
    symlinkSync(join(ROOT, name), join(made, name));
  return made;
}
