/**
 * A record on which the function dies, in a batch of 10,000 that bisects: how many deliveries until the shard
 * moves on, with the theory beside it.
 *
 *   node test/chaos/poison.ts [--seed <number>]
 *
 * The built function, a model that divides by -1, and the one value that this kills the process on. Four places
 * in the batch, the last one by the seed (default: 1) and with the retries that are deployed. Exits with 1 when a
 * count is not the expected one, or when a record other than the poison is missing from the output stream.
 */
import { parseArgs } from 'node:util';
import { WEIR_MAPPING } from '../../lib/contract/event-source-mapping.ts';
import { EVENT_MAX_RECORDS } from '../../lib/contract/limits.ts';
import { findBundle } from '../../localstack/embedded/build-bundle.ts';
import { toolEnvironment } from '../../localstack/embedded/config.ts';
import { randomFrom } from '../support/random.ts';
import type { Deliveries } from './poison/halves.ts';
import { type PoisonCase, runPoison } from './poison/run-poison.ts';

const FEW_RETRIES = 2;

const { values: flags } = parseArgs({ options: { seed: { type: 'string', default: '1' } } });
const records = EVENT_MAX_RECORDS;
const cases: readonly PoisonCase[] = [
  { records, position: 0, retries: FEW_RETRIES },
  { records, position: records / 2, retries: FEW_RETRIES },
  { records, position: records - 1, retries: FEW_RETRIES },
  {
    records,
    position: Math.floor(randomFrom(Number(flags.seed))() * records),
    retries: WEIR_MAPPING.maximumRetryAttempts,
  },
];

const { directory: bundle } = await findBundle(undefined, toolEnvironment());
console.log(`Seed ${flags.seed}. A batch of ${records} records, bisected on error; theory in brackets.`);
let failed = false;
for (const poison of cases) {
  const startedMs = performance.now();
  const { observed, expected, verdict, problems } = await runPoison(bundle, poison);
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  console.log(
    `Poison at ${poison.position}, ${poison.retries} retries: the shard moved on after ` +
      `${both((d) => d.failing + d.succeedingBefore)} deliveries, ${both((d) => d.failing)} of them failing; ` +
      `${both((d) => d.succeedingAfter)} more finished the batch. In the destination ${verdict.counts.inDestination}, ` +
      `predicted ${verdict.counts.predicted}, repeats ${verdict.counts.repeats}, lost ${verdict.offences.lost.count}. ${seconds} s`,
  );
  for (const problem of problems) console.log(`  WRONG: ${problem}`);
  failed ||= problems.length > 0;

  function both(count: (deliveries: Deliveries) => number): string {
    return `${count(observed)} (${count(expected)})`;
  }
}
process.exitCode = failed ? 1 : 0;
