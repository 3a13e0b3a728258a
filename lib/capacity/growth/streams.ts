import { ON_DEMAND_LEAST_SHARDS, onDemandMost, SHARD } from '../limits.ts';
import { many, n } from '../line.ts';
import type { Shards } from '../shards.ts';
import type { Sizes } from '../sizes.ts';
import type { Workload } from '../workload.ts';
import type { Limit } from './limit.ts';

interface PerShard {
  readonly stream: 'input' | 'output';
  /** What ends a shard first. */
  readonly limit: 'records' | 'bytes' | 'readers';
  /** Records to predict a second. */
  readonly rate: number;
}

/** What one shard of each stream takes, and of the output also gives. */
export function perShard({ recordsPerAggregate, consumers }: Workload, sizes: Sizes): readonly PerShard[] {
  const least = (stream: PerShard['stream'], size: number, each: number, readers: number): PerShard => {
    const rates = [
      ['records', SHARD.recordsIn],
      ['bytes', SHARD.bytesIn / size],
      ['readers', SHARD.bytesOut / (size * readers)],
    ] as const;
    const [limit, rate] = rates.reduce((a, b) => (b[1] < a[1] ? b : a));
    return { stream, limit, rate: rate * each };
  };
  return [least('input', sizes.input, recordsPerAggregate, 1), least('output', sizes.output, 1, consumers)];
}

export function provisionedLimits(workload: Workload, sizes: Sizes, shards: Shards): Limit[] {
  return perShard(workload, sizes).map(({ stream, limit, rate }) => {
    const effect = limit === 'readers' ? 'readers fall behind' : 'puts are throttled';
    return {
      name: `${stream} stream, ${limit}`,
      breaksAt: shards[stream] * rate,
      how: `${many(shards[stream], 'shard')} × ${n(rate)} records/s; ${effect}`,
      remedy: `more ${stream}Shards, or capacity on-demand`,
    };
  });
}

/** A stream on demand has a ceiling, and does not jump. https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html */
export function onDemandLimits(workload: Workload, sizes: Sizes): Limit[] {
  const { rps, region } = workload;
  const most = onDemandMost(region);
  const streams = perShard(workload, sizes);
  const atFirst = ON_DEMAND_LEAST_SHARDS * Math.min(...streams.map(({ rate }) => rate));
  return [
    ...streams.map(
      ({ stream, rate }): Limit => ({
        name: `${stream} stream on demand`,
        breaksAt: most * rate,
        how: `it grows to ${n(most)} MB/s in ${region}, as ${n(most)} shards × ${n(rate)} records/s`,
        remedy: 'a higher limit from AWS Support, or capacity provisioned',
      }),
    ),
    {
      name: 'streams on demand, suddenly',
      breaksAt: Math.max(2 * rps, atFirst),
      how: 'they take twice the peak of the last 30 days at once; puts over that are throttled until they have grown',
      remedy: 'more load in steps of at most twice as much, 15 minutes apart',
      soft: true,
    },
  ];
}
