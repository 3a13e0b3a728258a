import type { Batches } from '../batches.ts';
import { many, n } from '../line.ts';
import type { Shards } from '../shards.ts';
import type { Sizes } from '../sizes.ts';
import type { Traffic } from '../traffic.ts';
import type { Workload } from '../workload.ts';
import { accountLimits } from './account.ts';
import { keyLimits } from './keys.ts';
import type { Limit } from './limit.ts';
import { onDemandLimits, provisionedLimits } from './streams.ts';

/** Times the load that is looked at. */
export const GROWTH = 10;

/** What breaks at up to ten times the load, the first first. */
export function breaksFirst(
  workload: Workload,
  sizes: Sizes,
  batches: Batches,
  shards: Shards,
  traffic: Pick<Traffic, 'concurrency' | 'quarantinePutsPerSecond'>,
): readonly Limit[] {
  const all = [
    ...(workload.mode === 'provisioned'
      ? provisionedLimits(workload, sizes, shards)
      : onDemandLimits(workload, sizes)),
    functionLimit(batches, shards),
    ...accountLimits(workload, shards, traffic),
    ...keyLimits(workload, sizes, batches, shards),
  ];
  return all
    .filter(({ breaksAt }) => breaksAt < GROWTH * workload.rps)
    .sort((a, b) => a.breaksAt - b.breaksAt);
}

/** The first limit that the load itself is over already: it does not get through. */
export function passed(limits: readonly Limit[], rps: number): Limit | undefined {
  return limits.find(({ breaksAt, soft }) => !soft && breaksAt < rps * (1 - 1e-9));
}

function functionLimit({ sandboxRate }: Batches, { lanes }: Shards): Limit {
  return {
    name: 'function',
    breaksAt: lanes * sandboxRate,
    how: `${many(lanes, 'lane')} × ${n(sandboxRate)} records/s; the iterator age grows`,
    remedy: 'a higher parallelizationFactor, or more shards',
  };
}
