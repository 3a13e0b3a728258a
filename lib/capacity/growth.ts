import type { Batches } from './batches.ts';
import { CONCURRENCY, SHARD, shardQuota } from './limits.ts';
import { many, n } from './line.ts';
import { ASSUMED } from './measurements.ts';
import type { Shards } from './shards.ts';
import type { Sizes } from './sizes.ts';
import type { Traffic } from './traffic.ts';
import type { Workload } from './workload.ts';

/** Times the load that is looked at. */
export const GROWTH = 10;

/** Something that stops the load from growing while the settings stay. */
export interface Limit {
  readonly name: string;
  /** The records a second at which it breaks. */
  readonly breaksAt: number;
  /** What breaks and the numbers of it. */
  readonly how: string;
  readonly remedy: string;
  /** It slows the catching up after an outage; records that come meanwhile get through. */
  readonly soft?: true;
}

/** What breaks at up to ten times the load, the first first. */
export function breaksFirst(
  workload: Workload,
  sizes: Sizes,
  batches: Batches,
  shards: Shards,
  traffic: Pick<Traffic, 'concurrency'>,
): readonly Limit[] {
  const all = [
    ...(workload.mode === 'provisioned' ? streamLimits(workload, sizes, shards) : []),
    functionLimit(batches, shards),
    ...accountLimits(workload, shards, traffic),
    ...keyLimits(workload, sizes),
  ];
  return all
    .filter(({ breaksAt }) => breaksAt < GROWTH * workload.rps)
    .sort((a, b) => a.breaksAt - b.breaksAt);
}

function streamLimits({ recordsPerAggregate: each }: Workload, sizes: Sizes, shards: Shards): Limit[] {
  const streams = [
    { name: 'input', count: shards.input, size: sizes.input, each },
    { name: 'output', count: shards.output, size: sizes.output, each: 1 },
  ];
  return streams.map(({ name, count, size, each: records }) => {
    const perShard = Math.min(SHARD.recordsIn, SHARD.bytesIn / size);
    const limit = perShard === SHARD.recordsIn ? 'records' : 'bytes';
    return {
      name: `${name} stream, ${limit}`,
      breaksAt: count * perShard * records,
      how: `${many(count, 'shard')} × ${n(perShard * records)} records/s; puts are throttled`,
      remedy: `more ${name}Shards, or capacity on-demand`,
    };
  });
}

function functionLimit({ sandboxRate }: Batches, { lanes }: Shards): Limit {
  return {
    name: 'function',
    breaksAt: lanes * sandboxRate,
    how: `${many(lanes, 'lane')} × ${n(sandboxRate)} records/s; the iterator age grows`,
    remedy: 'a higher parallelizationFactor, or more shards',
  };
}

/** Shards and lanes grow with the load until the account ends it. */
function accountLimits(
  { rps, region, mode }: Workload,
  shards: Shards,
  { concurrency }: Pick<Traffic, 'concurrency'>,
): Limit[] {
  const quota = shardQuota(region);
  const total = shards.input + shards.output;
  const { usual, newAccount } = CONCURRENCY;
  const remedy = 'a higher quota for concurrent executions';
  const catchingUp = (name: string, limit: number): Limit => ({
    name: `concurrency of ${name}, catching up`,
    breaksAt: (rps * limit) / shards.lanes,
    how: `up to ${many(shards.lanes, 'invocation')} at once now (${n(concurrency)} on average), ${n(limit)} allowed in the account and region; the others wait`,
    remedy,
    soft: true,
  });
  const shardLimit: Limit = {
    name: 'shard quota of the account',
    breaksAt: (rps * quota) / total,
    how: `${n(total)} shards now, ${n(quota)} allowed in ${region} unless raised`,
    remedy: 'a higher shard quota, or capacity on-demand',
  };
  return [
    ...(mode === 'provisioned' ? [shardLimit] : []),
    {
      name: 'concurrency of the account',
      breaksAt: (rps * usual) / concurrency,
      how: `${n(concurrency)} invocations at once on average now, ${n(usual)} allowed in the account and region`,
      remedy,
    },
    catchingUp('the account', usual),
    catchingUp('a new account', newAccount),
  ];
}

/** The part of the records under the most frequent key: 0 when nothing was said of keys. */
export function hottestShare({ keys, hottestKeyShare }: Workload): number {
  return hottestKeyShare ?? (keys === undefined ? 0 : 1 / keys);
}

/** One key is in one shard, whatever the number of shards. */
function keyLimits(workload: Workload, sizes: Sizes): Limit[] {
  const share = hottestShare(workload);
  if (share === 0) return [];
  const input = Math.min(SHARD.recordsIn, SHARD.bytesIn / sizes.input) * workload.recordsPerAggregate;
  const output = Math.min(SHARD.recordsIn, SHARD.bytesIn / sizes.output);
  const perKey = Math.min(input, output);
  const limits: Limit[] = [
    {
      name: 'hottest partition key',
      breaksAt: perKey / share,
      how: `${n(share * 100)}% of the records in one shard of ${n(perKey)} records/s, on the ${input <= output ? 'input' : 'output'} stream`,
      remedy: 'more and more even partition keys; more shards do not help',
    },
  ];
  if (workload.order === 'none') return limits;
  const oneByOne = 1_000 / ASSUMED.putRoundTripMs;
  return [
    ...limits,
    {
      name: 'hottest partition key, in order',
      breaksAt: oneByOne / share,
      how: `order key puts one prediction of a key at a time: ${n(oneByOne)} records/s at ${ASSUMED.putRoundTripMs} ms each (assumed)`,
      remedy: 'order none, or more partition keys',
    },
  ];
}
