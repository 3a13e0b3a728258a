/**
 * The load of a day in the office, with a repair after it: `weir up`, `weir load` with bad records, `weir replay
 * --fix`, a second replay, and a load that is stopped by Ctrl-C; all of them the commands that people run.
 *
 *   node test/chaos/load.ts [--duration 60] [--rps 300] [--errors 0.05] [--seed <n>|random]
 *
 * Checks each step by what lies on the streams and in the quarantine, not by what the commands say alone. Exits
 * with 1 when anything is off.
 */
import { randomInt } from 'node:crypto';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { REPORT_FILES } from '../../bin/load/report-files.ts';
import { type LoadSummary, loadSummarySchema } from '../../bin/load/summary.ts';
import { Account } from '../../lib/accounting/account.ts';
import { verdictText } from '../../lib/accounting/verdict.ts';
import { keys } from '../../lib/contract/keys.ts';
import { DirectoryStore } from '../../lib/registry/adapters/directory.ts';
import { ModelRegistry } from '../../lib/registry/registry.ts';
import { DUMMY_CREDENTIALS, openKinesis } from '../../lib/streams/adapters/kinesis.ts';
import type { StreamClient } from '../../lib/streams/stream-client.ts';
import type { WeirRun } from '../bin/support/run-weir.ts';
import { Checks, format } from './load/checks.ts';
import {
  ledgerById,
  outputRecords,
  quarantineById,
  repairableIds,
  stateOf,
  timesById,
} from './load/found.ts';
import { type RunningStack, startStack } from './load/running-stack.ts';

const { values: flags } = parseArgs({
  options: {
    duration: { type: 'string', default: '60' },
    rps: { type: 'string', default: '300' },
    errors: { type: 'string', default: '0.05' },
    seed: { type: 'string', default: '20260101' },
  },
});
const seed = flags.seed === 'random' ? randomInt(2 ** 31) : Number(flags.seed);

/** What every step needs. */
interface Scene {
  readonly stack: RunningStack;
  readonly client: StreamClient;
  readonly store: DirectoryStore;
  readonly home: string;
  readonly checks: Checks;
}

console.log(`seed ${seed}`);
const home = await mkdtemp(join(tmpdir(), 'weir-load-'));
const checks = new Checks();
const stack = await startStack(home);
const client = openKinesis({ endpoint: stack.endpoint, region: 'us-east-1', credentials: DUMMY_CREDENTIALS });
const scene: Scene = { stack, client, home, checks, store: new DirectoryStore(home) };
try {
  const summary = await steadyLoad(scene);
  await repair(scene, summary);
  await interruptedLoad(scene);
} finally {
  client.close();
  const { code, stderr } = await stack.stop();
  checks.hold('the stack stops by Ctrl-C', code === 0, `exit code ${code}${code === 0 ? '' : ` ${stderr}`}`);
  await rm(home, { recursive: true, force: true });
}
console.log(checks.failed.length === 0 ? 'PASSED' : `FAILED with seed ${seed}: ${checks.failed.join('; ')}`);
process.exitCode = checks.failed.length === 0 ? 0 : 1;

async function steadyLoad(scene: Scene): Promise<LoadSummary> {
  const { stack, store, checks, home } = scene;
  const { duration, rps, errors } = flags;
  console.log(`\nweir load: ${rps} records a second for ${duration} s, ${Number(errors) * 100}% of them bad`);
  const directory = join(home, 'steady');
  const options = ['--duration', duration, '--rps', rps, '--inject-errors', errors, '--seed', `${seed}`];
  const run = await stack.run('load', ...options, '--report', directory, '--json');
  exits('weir load', run, 0, checks);
  const summary = loadSummarySchema.parse(JSON.parse(run.stdout));
  const { sent, predicted, rejected, lost } = summary.accounting;
  console.log(`  ${summary.accounting.sentence}`);
  checks.equal('records sent, of those planned', sent, Math.round(Number(duration) * Number(rps)));
  checks.equal('sent = predicted + rejected', predicted + rejected, sent);
  checks.equal('lost', lost, 0);
  const ledger = await ledgerById(join(directory, REPORT_FILES.ledger));
  const bad = new Set([...ledger].filter(([, { expects }]) => expects === 'rejection').map(([id]) => id));
  const quarantined = new Set((await quarantineById(store, stack.model)).keys());
  checks.equal('entries of the ledger', ledger.size, sent);
  sameIds('the quarantine holds exactly the bad records', quarantined, bad, checks);
  const { p50, p95, p99, max } = summary.latencyMs;
  console.log(`  latency from due to read: p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, at most ${max} ms`);
  return summary;
}

async function repair(scene: Scene, summary: LoadSummary): Promise<void> {
  const { stack, store, checks, home, client } = scene;
  console.log('\nweir replay --fix');
  const directory = join(home, 'steady');
  const fixFile = join(directory, REPORT_FILES.fix);
  const registry = new ModelRegistry(new DirectoryStore(join(home, 'registry')));
  const { signature } = await registry.manifest(stack.model, summary.versions[0]!);
  const before = await quarantineById(store, stack.model);
  const repairable = repairableIds(before, JSON.parse(await readFile(fixFile, 'utf8')), signature);
  const announced = summary.kinds.filter((kind) => kind.repairable).reduce((sum, { sent }) => sum + sent, 0);
  checks.equal('repairable, of those that the load announced', repairable.size, announced);

  const first = await stack.run('replay', '--all', '--fix', fixFile, '--json');
  exits('weir replay', first, 0, checks);
  const report = JSON.parse(first.stdout) as { predicted: number; rejected: number };
  checks.equal('predicted by the replay', report.predicted, repairable.size);
  checks.equal('rejected again', report.rejected, before.size - repairable.size);
  const ledger = await ledgerById(join(directory, REPORT_FILES.ledger));
  const output = await outputRecords(client, stack.outputStream);
  const good = [...ledger].filter(([, { expects }]) => expects === 'prediction').map(([id]) => id);
  const predicted = new Set(timesById(output).keys());
  sameIds(
    'predicted: the good ones and the repaired ones, under their ids',
    predicted,
    new Set([...good, ...repairable]),
    checks,
  );

  const account = new Account({ order: 'none', markKey: signature.carriedKeys[0], replayed: true });
  account.acknowledged(
    [...ledger].map(([id, entry]) =>
      repairable.has(id) ? { ...entry, expects: 'prediction' as const } : entry,
    ),
  );
  for (const record of output) account.predicted(record);
  for (const line of before.values()) account.quarantined(line);
  const verdict = account.verdict();
  checks.hold('the accounting, marks included, holds', verdict.passed, `\n${verdictText(verdict)}`);

  const marks = await stateOf(store, keys.replaysPrefix());
  const quarantine = await stateOf(store, keys.quarantinePrefix(stack.model));
  const second = await stack.run('replay', '--all', '--fix', fixFile, '--json');
  exits('a second weir replay', second, 0, checks);
  const unchanged =
    marks === (await stateOf(store, keys.replaysPrefix())) &&
    quarantine === (await stateOf(store, keys.quarantinePrefix(stack.model)));
  checks.hold(
    'it changes no mark and no quarantined record',
    unchanged && marks !== '',
    `${before.size} stay in the quarantine`,
  );
  const outputAfter = (await outputRecords(client, stack.outputStream)).length;
  checks.equal('it adds nothing to the output stream', outputAfter, output.length);
}

async function interruptedLoad(scene: Scene): Promise<void> {
  const { stack, store, checks, home, client } = scene;
  console.log('\nweir load, stopped by Ctrl-C after some seconds');
  const directory = join(home, 'stopped');
  const options = [
    '--duration',
    '60',
    '--rps',
    flags.rps,
    '--inject-errors',
    flags.errors,
    '--seed',
    `${seed + 1}`,
  ];
  const run = await stack.runAndInterrupt(/sent: /, 4000, 'load', ...options, '--report', directory);
  exits('weir load', run, 130, checks);
  const text = await readFile(join(directory, REPORT_FILES.summary), 'utf8');
  const { accounting, interrupted } = loadSummarySchema.parse(JSON.parse(text));
  console.log(`  ${accounting.sentence}`);
  checks.hold(
    'the summary says that it was stopped, and holds',
    interrupted && accounting.holds,
    `${format(accounting.sent)} sent`,
  );
  checks.hold(
    'it was stopped in the middle',
    accounting.sent > 0 && accounting.sent < 60 * Number(flags.rps),
    format(accounting.sent),
  );
  const ledger = await ledgerById(join(directory, REPORT_FILES.ledger));
  checks.equal('entries of the ledger', ledger.size, accounting.sent);
  const predicted = timesById(await outputRecords(client, stack.outputStream));
  const quarantined = await quarantineById(store, stack.model);
  const wrong = [...ledger].filter(
    ([id, { expects }]) =>
      predicted.has(id) !== (expects === 'prediction') || quarantined.has(id) !== (expects === 'rejection'),
  );
  checks.equal('records that are not where they belong', wrong.length, 0);
  const page = await access(join(directory, REPORT_FILES.page)).then(
    () => true,
    () => false,
  );
  checks.hold('the page is there', page, REPORT_FILES.page);
}

function exits(what: string, { code, stdout, stderr }: WeirRun, expected: number, checks: Checks): void {
  checks.equal(`exit code of ${what}`, code ?? -1, expected);
  if (code !== expected) console.log(`${stdout}\n${stderr}`);
}

function sameIds(
  what: string,
  actual: ReadonlySet<string>,
  expected: ReadonlySet<string>,
  checks: Checks,
): void {
  const missing = expected.difference(actual).size;
  const extra = actual.difference(expected).size;
  checks.hold(
    what,
    missing === 0 && extra === 0,
    `${format(actual.size)} of ${format(expected.size)}, missing ${missing}, besides ${extra}`,
  );
}
