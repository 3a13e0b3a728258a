import type { Batches } from '../batches.ts';
import { n } from '../line.ts';
import { ASSUMED } from '../measurements.ts';
import type { Shards } from '../shards.ts';
import type { Sizes } from '../sizes.ts';
import type { Workload } from '../workload.ts';
import type { Limit } from './limit.ts';
import { perShard } from './streams.ts';

/** The part of the records under the most frequent key: 0 when nothing was said of keys. */
export function hottestShare({ keys, hottestKeyShare }: Workload): number {
  return hottestKeyShare ?? (keys === undefined ? 0 : 1 / keys);
}

/** One key is in one shard and, but for aggregates, in one lane of it, whatever the number of either. */
export function keyLimits(
  workload: Workload,
  sizes: Sizes,
  { sandboxRate }: Batches,
  { parallelization }: Shards,
): Limit[] {
  const share = hottestShare(workload);
  if (share === 0) return [];
  const lanes = workload.recordsPerAggregate === 1 ? 1 : parallelization;
  const places = [
    ...perShard(workload, sizes).map(({ stream, rate }) => ({
      rate,
      place: `one shard of the ${stream} stream`,
    })),
    { rate: lanes * sandboxRate, place: lanes === 1 ? 'one lane of the function' : `${n(lanes)} lanes` },
  ];
  const { rate, place } = places.reduce((a, b) => (b.rate < a.rate ? b : a));
  const hottest: Limit = {
    name: 'hottest partition key',
    breaksAt: rate / share,
    how: `${n(share * 100)}% of the records in ${place}: ${n(rate)} records/s`,
    remedy: 'more and more even partition keys; more shards do not help',
  };
  return workload.order === 'none' ? [hottest] : [hottest, inOrder(share)];
}

function inOrder(share: number): Limit {
  const oneByOne = 1_000 / ASSUMED.putRoundTripMs;
  return {
    name: 'hottest partition key, in order',
    breaksAt: oneByOne / share,
    how: `order key puts one prediction of a key at a time: ${n(oneByOne)} records/s at ${ASSUMED.putRoundTripMs} ms each (assumed)`,
    remedy: 'order none, or more partition keys',
  };
}
