/**
 * A record on which the function dies, in a batch of 10,000 that bisects: how many deliveries until the shard
 * moves on, with the theory beside it.
 *
 *   node test/chaos/poison.ts [--seed <number>]
 *
 * The built function, a model that divides by -1, and the one value on which that kills the process. Four places
 * in the batch, the last one by the seed (default: 1) and with the retries that are deployed. Exits with 1 when a
 * count is not that of the theory, or when anything but the poison is in the destination or missing from the
 * output stream; with 77 on a processor that survives the division.
 */
import { parseArgs } from 'node:util';
import { WEIR_MAPPING } from '../../lib/contract/event-source-mapping.ts';
import { EVENT_MAX_RECORDS } from '../../lib/contract/limits.ts';
import { findBundle } from '../../localstack/embedded/build-bundle.ts';
import { toolEnvironment } from '../../localstack/embedded/config.ts';
import { randomFrom } from '../support/random.ts';
import { type Deliveries, untilMovedOn } from './poison/halves.ts';
import { type PoisonCase, type PoisonResult, runPoison } from './poison/run-poison.ts';

const FEW_RETRIES = 2;
const WRONG_USE = 2;
const MISSING_TOOL = 77;

const { values: flags } = parseArgs({ options: { seed: { type: 'string', default: '1' } } });
const seed = Number(flags.seed);
if (!Number.isInteger(seed)) end(WRONG_USE, `--seed is ${flags.seed}; expected a whole number`);
if (process.arch !== 'x64')
  end(MISSING_TOOL, `${process.arch} does not trap the division that is the poison`);

const records = EVENT_MAX_RECORDS;
const cases: readonly PoisonCase[] = [
  { records, position: 0, retries: FEW_RETRIES },
  { records, position: records / 2, retries: FEW_RETRIES },
  { records, position: records - 1, retries: FEW_RETRIES },
  {
    records,
    position: Math.floor(randomFrom(seed)() * records),
    retries: WEIR_MAPPING.maximumRetryAttempts,
  },
];

const { directory: bundle } = await findBundle(undefined, toolEnvironment());
console.log(`One poison in a batch of ${records} that bisects; seed ${seed}.`);
console.log('Theory: it fails once for each cut down to it alone, once alone, and once for each retry;');
console.log(
  'each half before it succeeds once before the shard moves on, each half behind it once afterwards.',
);
for (const poison of cases) {
  const startedMs = performance.now();
  const result = await runPoison(bundle, poison);
  console.log(lineOf(poison, result, performance.now() - startedMs));
  for (const problem of result.problems) console.log(`  WRONG: ${problem}`);
  if (result.problems.length > 0) process.exitCode = 1;
}

function lineOf(
  { position, retries }: PoisonCase,
  { observed, expected, verdict }: PoisonResult,
  ms: number,
): string {
  const both = (count: (deliveries: Deliveries) => number) =>
    `${count(observed)} (theory ${count(expected)})`;
  const { counts, offences } = verdict;
  return [
    `At ${position}, ${retries} retries: the shard moved on after ${both(untilMovedOn)} deliveries`,
    `  failing ${both((d) => d.failing)}, succeeding ${both((d) => d.succeedingBefore)}; afterwards ${both((d) => d.succeedingAfter)} more`,
    `  in the destination ${counts.inDestination}, predicted ${counts.predicted}, repeats ${counts.repeats}, ` +
      `lost ${offences.lost.count}; ${(ms / 1_000).toFixed(1)} s`,
  ].join('\n');
}

function end(code: number, why: string): never {
  console.error(why);
  process.exit(code);
}
