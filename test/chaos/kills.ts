/**
 * Kills at random moments while records stream in: ten times the host or the function, with a Kinesis that
 * survives; then kinesis-mock itself, which keeps its streams.
 *
 *   node test/chaos/kills.ts [--seed <n>|random] [--records 9000] [--rate 300]
 *
 * The seed decides the records, who is killed and when. Exits with 1 when a record is lost, repeats disagree, a
 * key's order is broken or a process outlives its host; and when kinesis-mock loses more than what it took since
 * its last save.
 */
import { randomInt } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { verdictText } from '../../lib/accounting/verdict.ts';
import { findBundle } from '../../localstack/embedded/build-bundle.ts';
import { toolEnvironment } from '../../localstack/embedded/config.ts';
import { runHostKills } from './kills/run-host-kills.ts';
import { runKinesisKill } from './kills/run-kinesis-kills.ts';

const DEFAULT_SEED = '20260101';
const SEEDS = 2 ** 31;
const KINESIS_KILLS = 3;

const { values: flags } = parseArgs({
  options: {
    seed: { type: 'string', default: DEFAULT_SEED },
    records: { type: 'string', default: '9000' },
    rate: { type: 'string', default: '300' },
  },
});
const seed = flags.seed === 'random' ? randomInt(SEEDS) : Number(flags.seed);
const [records, rate] = [Number(flags.records), Number(flags.rate)];
if (!Number.isInteger(seed) || seed < 0 || !Number.isInteger(records) || records < 1_000 || !(rate > 0)) {
  console.error('expected --seed with a whole number or "random", --records from 1,000 on, --rate above 0');
  process.exit(2);
}

const startedMs = performance.now();
const directory = await mkdtemp(join(tmpdir(), 'weir-kills-'));
const problems: string[] = [];
try {
  console.log(`seed ${seed}, ${records.toLocaleString('en-US')} records at ${rate} a second`);
  await killHosts();
  for (let round = 0; round < KINESIS_KILLS; round++) await killKinesis(round);
} finally {
  await rm(directory, { recursive: true, force: true });
}
const seconds = Math.round((performance.now() - startedMs) / 1000);
console.log(
  problems.length === 0
    ? `PASSED with seed ${seed} in ${seconds} s`
    : `FAILED with seed ${seed}: ${problems.join('; ')}`,
);
process.exitCode = problems.length === 0 ? 0 : 1;

async function killHosts(): Promise<void> {
  const { directory: bundle } = await findBundle(undefined, toolEnvironment());
  const place = join(directory, 'hosts');
  await mkdir(place);
  const onKill = (line: string) => console.log(`  killed at ${line}`);
  const result = await runHostKills({ seed, records, rate, bundle, directory: place, onKill });
  const { verdict, kills, orphanedMs, recoverySeconds, exitCode } = result;
  console.log(
    `  ${kills} kills; ${verdict.counts.repeats} predictions were delivered again; ` +
      `all answered ${recoverySeconds.toFixed(1)} s after the last record`,
  );
  console.log(`  no process of the function outlived its host by more than ${orphanedMs.toFixed(0)} ms`);
  console.log(verdictText(verdict).replaceAll(/^/gm, '  '));
  if (!verdict.passed) problems.push('the accounting fails');
  if (exitCode !== 0) problems.push(`the last host ended with ${exitCode}`);
}

async function killKinesis(round: number): Promise<void> {
  const place = join(directory, `kinesis-${round}`);
  const result = await runKinesisKill({ seed: seed + round, rate, directory: place });
  const { acknowledged, lost, oldestLostMs, boundMs, gaps } = result;
  console.log(
    `  kinesis-mock killed: ${lost} of ${acknowledged} acknowledged records lost, the oldest of them ` +
      `${oldestLostMs.toFixed(0)} ms before the kill; at most ${boundMs.toFixed(0)} ms may be lost`,
  );
  if (oldestLostMs > boundMs) problems.push('kinesis-mock lost more than its interval');
  if (gaps > 0) problems.push(`kinesis-mock lost records, but kept ${gaps} that came after one of them`);
}
