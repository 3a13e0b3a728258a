/** Limits of the services that a plan is held against, each with its source. */

/**
 * What a shard takes and gives. The pages say "1 MB" and "2 MB"; read as 1,000,000 and 2,000,000 bytes, the
 * smaller meaning, so that a plan never has too few.
 * https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
export const SHARD = {
  recordsIn: 1_000,
  bytesIn: 1_000_000,
  bytesOut: 2_000_000,
  /** GetRecords calls a second, of all consumers that share the shard's throughput. */
  readsPerSecond: 5,
} as const;

/** The same page. A stream on demand begins with 4 MB/s, the throughput of four shards. */
export const ON_DEMAND_LEAST_SHARDS = 4;

/** MB/s that a stream on demand grows to; a MB/s comes with 1,000 records/s. The same page. */
export function onDemandMost(region: string): number {
  return LARGE_REGIONS.has(region) ? 10_000 : 200;
}

/** PUT payload units are of 25 KB. https://aws.amazon.com/kinesis/data-streams/pricing/ */
export const PUT_UNIT_BYTES = 25 * 1_024;

/** Records kept up to so many hours cost nothing more; up to the second number they cost by the shard hour. */
export const RETENTION_HOURS = { included: 24, extended: 168, most: 8_760 } as const;

/** More than a stream can be scaled to. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html */
export const MAX_STREAM_SHARDS = 10_000;

/** Regions with higher limits of Kinesis, by the page of its limits. */
const LARGE_REGIONS: ReadonlySet<string> = new Set(['us-east-1', 'us-west-2', 'eu-west-1']);

/** Shards of an account and region unless a higher quota was asked for; elsewhere 1,000 or 6,000. https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
export function shardQuota(region: string): number {
  return LARGE_REGIONS.has(region) ? 20_000 : 1_000;
}

/** Lambda's base rate of polling a shard, in seconds. https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export const POLL_SECONDS = 1;

/** Batches of one shard in flight at most. https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export const MAX_PARALLELIZATION = 10;

/** Invocations at once of all functions of an account and region. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const CONCURRENCY = { usual: 1_000, newAccount: 10 } as const;

/** PUT requests a second under one prefix until S3 has split it. https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html */
export const S3_PUTS_PER_PREFIX = 3_500;

/** Memory that comes with one vCPU, in MB. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const MB_PER_VCPU = 1_769;

/** Lambda's function memory in MB, by the same page. */
export const MEMORY_MB = { least: 128, most: 10_240 } as const;

/** Seconds of its time-out of 60 that an invocation may compute: the other 48 are for waiting out an outage. */
export const BATCH_SECONDS = 12;

/** Seconds that one invocation waits out an outage of what it needs. */
export const WAITED_SECONDS = 48;

/** A month of prices: 730 hours. */
export const MONTH_HOURS = 730;
export const MONTH_SECONDS = MONTH_HOURS * 3_600;
