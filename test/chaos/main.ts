/**
 * The worst day: a million records while everything fails that can, then some thousand through the real
 * kinesis-mock.
 *
 *   node test/chaos/main.ts [--seed <n>|random] [--records <n>]
 *
 * The seed decides which records are sent, which faults are drawn and when processes are killed; what meets what
 * is up to the machine. Exits with 1 when a record is lost, when repeats disagree, when a key's order is broken,
 * or when less happened than must.
 */
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { findBundle } from '../../localstack/embedded/build-bundle.ts';
import { toolEnvironment } from '../../localstack/embedded/config.ts';
import { LiveLine } from './live-line.ts';
import { MILLION } from './million/plan.ts';
import { runMillion } from './million.ts';
import type { PartResult, Progress } from './part/run-part.ts';
import { runRealKinesis } from './real-kinesis.ts';
import { minimumsText, partText } from './report.ts';

const DEFAULT_SEED = '20260101';
const SEEDS = 2 ** 32;

const { values: flags } = parseArgs({
  options: {
    seed: { type: 'string', default: DEFAULT_SEED },
    records: { type: 'string', default: String(MILLION) },
  },
});
const seed = flags.seed === 'random' ? randomInt(SEEDS) : Number(flags.seed);
const records = Number(flags.records);
if (!Number.isInteger(seed) || seed < 0 || seed >= SEEDS || !Number.isInteger(records) || records < 1_000) {
  console.error('expected --seed with a whole number below 2^32 or "random", and --records from 1,000 on');
  process.exit(2);
}

const startedMs = performance.now();
console.log(`seed ${seed}, ${records.toLocaleString('en-US')} records`);
const { directory: bundle } = await findBundle(undefined, toolEnvironment());

const million = await watched((onProgress) => runMillion({ seed, records, bundle, onProgress }));
report(million.parts);
console.log(`\n${minimumsText(million.minimums)}\n`);
const tooFew = million.minimums.filter(({ count, least }) => count < least);

const real = await watched((onProgress) => runRealKinesis({ seed, bundle, onProgress }));
report([real]);

const failed = [...million.parts, real].filter(
  ({ verdict, fault }) => !verdict.passed || fault !== undefined,
);
const seconds = Math.round((performance.now() - startedMs) / 1000);
const peakMb = Math.round(process.resourceUsage().maxRSS / 1e3);
console.log(
  `\n${seconds} s in all; this process, with the stand-ins and the accounting, took ${peakMb} MB at most`,
);
if (failed.length === 0 && tooFew.length === 0) console.log(`PASSED with seed ${seed}: nothing lost`);
else {
  const reasons = [...failed.map(({ plan }) => plan.name), ...tooFew.map(({ what }) => `too few: ${what}`)];
  console.log(`FAILED with seed ${seed}: ${reasons.join(', ')}`);
  process.exitCode = 1;
}

async function watched<T>(run: (onProgress: (progress: Progress) => void) => Promise<T>): Promise<T> {
  const live = new LiveLine();
  try {
    return await run((progress) => live.show(progress));
  } finally {
    live.end();
  }
}

function report(parts: readonly PartResult[]): void {
  for (const part of parts) console.log(partText(part));
}
