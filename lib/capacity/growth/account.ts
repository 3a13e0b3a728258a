import { CONCURRENCY, MAX_STREAM_SHARDS, S3_PUTS_PER_PREFIX, shardQuota } from '../limits.ts';
import { many, n } from '../line.ts';
import type { Shards } from '../shards.ts';
import type { Traffic } from '../traffic.ts';
import type { Workload } from '../workload.ts';
import type { Limit } from './limit.ts';

/** Shards, lanes and their invocations grow with the load until the account or a service ends it. */
export function accountLimits(
  { rps, region, mode }: Workload,
  shards: Shards,
  { concurrency, quarantinePutsPerSecond }: Pick<Traffic, 'concurrency' | 'quarantinePutsPerSecond'>,
): Limit[] {
  const { usual, newAccount } = CONCURRENCY;
  const remedy = 'a higher quota for concurrent executions';
  const catchingUp = (name: string, limit: number): Limit => ({
    name: `concurrency of ${name}, catching up`,
    breaksAt: (rps * limit) / shards.lanes,
    how: `up to ${many(shards.lanes, 'invocation')} at once now (${n(concurrency)} on average), ${n(limit)} allowed in the account and region; the others wait`,
    remedy,
    soft: true,
  });
  return [
    ...(mode === 'provisioned' ? shardLimits(rps, region, shards) : []),
    {
      name: 'concurrency of the account',
      breaksAt: (rps * usual) / concurrency,
      how: `${n(concurrency)} invocations at once on average now, ${n(usual)} allowed in the account and region`,
      remedy,
    },
    catchingUp('the account', usual),
    catchingUp('a new account', newAccount),
    ...quarantineLimits(rps, quarantinePutsPerSecond),
  ];
}

function shardLimits(rps: number, region: string, { input, output }: Shards): Limit[] {
  const quota = shardQuota(region);
  const total = input + output;
  const larger = Math.max(input, output);
  return [
    {
      name: 'shard quota of the account',
      breaksAt: (rps * quota) / total,
      how: `${n(total)} shards now, ${n(quota)} allowed in ${region} unless raised`,
      remedy: 'a higher shard quota, or capacity on-demand',
    },
    {
      name: 'shards of one stream',
      breaksAt: (rps * MAX_STREAM_SHARDS) / larger,
      how: `${n(larger)} shards now, ${n(MAX_STREAM_SHARDS)} at most`,
      remedy: "the records on several models' streams",
    },
  ];
}

/** S3 answers 503 until it has split a busy prefix; the function tries again. */
function quarantineLimits(rps: number, putsPerSecond: number): Limit[] {
  if (putsPerSecond === 0) return [];
  return [
    {
      name: 'puts under one prefix of the quarantine',
      breaksAt: (rps * S3_PUTS_PER_PREFIX) / putsPerSecond,
      how: `${n(putsPerSecond)} puts/s now, ${n(S3_PUTS_PER_PREFIX)} under one prefix until S3 has split it`,
      remedy: 'larger batches, or fewer rejected records',
      soft: true,
    },
  ];
}
