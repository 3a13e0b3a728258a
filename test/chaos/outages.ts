/**
 * What the function needs is gone for a minute while records stream in: the output stream, S3, the champion.
 *
 *   node test/chaos/outages.ts [--seconds 60] [--rate 300] [--only output|s3|champion] [--bundle <directory>]
 *
 * Real bundle, real simulator with the settings that are deployed, one bad record in a hundred; all of them at once,
 * each in a process of its own, since an outage is waiting more than work. Exits with 1 when a record is lost, when a
 * batch is bisected or given up, when the function hands batches back faster than it must, takes more memory than it
 * may, or has not worked off its backlog within a minute.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { verdictText } from '../../lib/accounting/verdict.ts';
import { findBundle } from '../../localstack/embedded/build-bundle.ts';
import { toolEnvironment } from '../../localstack/embedded/config.ts';
import { ended } from '../bin/support/run-weir.ts';
import { OUTAGES, type Outage, type OutageName } from './outages/outage.ts';
import { type OutageResult, runOutage, SHARDS } from './outages/run-outage.ts';

/** A process of the function at most; a batch of 10,000 takes less than 200 MB. */
const FUNCTION_MAX_MB = 300;
/** This process at most: simulator and stand-ins, with all that ever was on their streams. */
const HOST_MAX_MB = 1_000;
/** An invocation waits 48 s of its 60; one may have begun before the outage, and one ends after it. */
const WAIT_SECONDS = 48;

const { values: flags } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '300' },
    only: { type: 'string' },
    bundle: { type: 'string' },
  },
});
const [seconds, rate] = [Number(flags.seconds), Number(flags.rate)];
const names = Object.keys(OUTAGES) as OutageName[];
if (!(seconds > 0 && rate > 0) || (flags.only !== undefined && !names.includes(flags.only as OutageName))) {
  console.error(`expected --seconds and --rate above 0, and --only with one of ${names.join(', ')}`);
  process.exit(2);
}

const { directory: bundle } = await findBundle(flags.bundle, toolEnvironment());
if (flags.only === undefined) await strikeAll();
else await strikeOne(flags.only as OutageName);

async function strikeAll(): Promise<void> {
  const options = ['--seconds', flags.seconds, '--rate', flags.rate, '--bundle', bundle];
  const runs = names.map((name) =>
    ended(spawn(process.execPath, [import.meta.filename, '--only', name, ...options])),
  );
  for (const [index, run] of runs.entries()) {
    const { code, stdout, stderr } = await run;
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    if (code === 0) continue;
    console.log(`FAILED: ${names[index]} ended with ${code}`);
    process.exitCode = 1;
  }
}

async function strikeOne(name: OutageName): Promise<void> {
  const outage = OUTAGES[name];
  const directory = await mkdtemp(join(tmpdir(), 'weir-outages-'));
  try {
    const result = await runOutage(outage, { bundle, seconds, rate, ledgerFile: join(directory, name) });
    print(outage, result);
    const problems = problemsOf(outage, result);
    for (const problem of problems) console.log(`  WRONG: ${problem}`);
    if (problems.length > 0) process.exitCode = 1;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function print({ title }: Outage, result: OutageResult): void {
  const { events, sent, backlog, recoverySeconds, functionPeakMb, outputDuring } = result;
  console.log(`${title} for ${seconds} s, ${rate} records a second on ${SHARDS} shards:`);
  console.log(
    `  ${sent} sent; ${outputDuring} predictions while it lasted; a backlog of ${backlog} at its end`,
  );
  console.log(
    `  backlog worked off after ${recoverySeconds?.toFixed(1) ?? 'more than 60'} s, records coming in all the while`,
  );
  console.log(
    `  ${events.invocations} invocations: ${events.handedBack} handed records back, ${events.failed} failed; ` +
      `bisected ${events.bisected}, given up ${events.discarded}`,
  );
  console.log(
    `  peak memory: function ${functionPeakMb.toFixed(0)} MB, this host ${hostPeakMb().toFixed(0)} MB`,
  );
  console.log(verdictText(result.verdict).replaceAll(/^/gm, '  '));
}

function hostPeakMb(): number {
  return (process.resourceUsage().maxRSS * 1_024) / 1e6;
}

function problemsOf(outage: Outage, { verdict, events, ...result }: OutageResult): string[] {
  const { counts } = verdict;
  const mayHandBack = SHARDS * Math.ceil(seconds / WAIT_SECONDS);
  const checks: readonly (readonly [boolean, string])[] = [
    [verdict.passed, 'the accounting fails'],
    [counts.acknowledged === result.sent, 'the ledger does not hold what was sent'],
    [counts.predicted + counts.quarantined === result.sent, 'not everything sent is answered'],
    [counts.inDestination === 0 && events.discarded === 0, 'records were given up'],
    [events.bisected === 0, 'batches were bisected'],
    [events.failed === 0, 'invocations failed as a whole'],
    [events.handedBack <= mayHandBack, `batches were handed back more than ${mayHandBack} times`],
    [!outage.stopsOutput || result.outputDuring === 0, 'predictions came out, so nothing was refused'],
    [result.backlog > 0, 'there was no backlog, so nothing was out'],
    [result.recoverySeconds !== undefined, 'the backlog was not worked off within a minute'],
    [!(result.functionPeakMb > FUNCTION_MAX_MB), `the function took more than ${FUNCTION_MAX_MB} MB`],
    [hostPeakMb() <= HOST_MAX_MB, `the host took more than ${HOST_MAX_MB} MB`],
  ];
  return checks.filter(([holds]) => !holds).map(([, problem]) => problem);
}
