import type { Batches } from './batches.ts';
import { hottestShare } from './growth/keys.ts';
import type { Limit } from './growth/limit.ts';
import { BATCH_SECONDS, CONCURRENCY, MB_PER_VCPU, ON_DEMAND_LEAST_SHARDS, SHARD } from './limits.ts';
import { n, span, usd } from './line.ts';
import { ASSUMED } from './measurements.ts';
import type { Outage } from './outage.ts';
import { pricedRegions } from './prices.ts';
import type { Shards } from './shards.ts';
import type { Traffic } from './traffic.ts';
import type { Workload } from './workload.ts';

/** Memory below which a large batch of a support vector machine may not fit: it took 173 MB. */
const SAFE_MEMORY_MB = 256;

export interface Findings {
  readonly batches: Batches;
  readonly shards: Shards;
  readonly traffic: Traffic;
  readonly outage: Outage;
  readonly limits: readonly Limit[];
  /** Whose the prices are. */
  readonly pricesRegion: string;
  /** USD a month of the streams; null: no price. */
  readonly streams: { readonly chosen: number; readonly other: number | null };
}

/** What a person should know before deploying this, each in a sentence or two. */
export function warningsOf(workload: Workload, findings: Findings): readonly string[] {
  return [
    ...breaking(workload, findings),
    ...keyWarnings(workload, findings.shards),
    ...batchWarnings(workload, findings),
    ...accountWarnings(findings),
    ...readerWarnings(workload),
    ...outageWarnings(workload, findings.outage),
    ...memoryWarnings(workload),
    ...modeWarnings(workload, findings.streams),
    ...newStreamWarnings(workload, findings.shards),
    ...priceWarnings(workload, findings),
  ];
}

/** Limits that are passed already. */
function breaking({ rps }: Workload, { limits }: Findings): string[] {
  return limits
    .filter(({ breaksAt, soft }) => !soft && breaksAt < rps * (1 - 1e-9))
    .map(
      ({ name, breaksAt, how, remedy }) =>
        `${name}: only ${n(breaksAt)} of ${n(rps)} records/s get through (${how}). It takes ${remedy}.`,
    );
}

function keyWarnings(workload: Workload, { input, lanes }: Shards): string[] {
  const { keys, order, recordsPerAggregate } = workload;
  const constant =
    hottestShare(workload) === 1
      ? ['All records have one partition key: they are in one shard, and the others stay empty.']
      : [];
  const few =
    keys !== undefined && keys > 1 && keys < lanes
      ? [`${n(keys)} partition keys cannot fill ${n(input)} shards and ${n(lanes)} lanes evenly.`]
      : [];
  const aggregated =
    order === 'key' && recordsPerAggregate > 1
      ? [
          'With KPL aggregates, order key holds only with parallelizationFactor 1: an aggregate has many keys, and shards grow in place of lanes.',
        ]
      : [];
  const uncounted =
    order === 'key' && hottestShare(workload) === 0
      ? [
          `Order key puts one prediction of a key at a time, some ${n(1_000 / ASSUMED.putRoundTripMs)} a second: say --keys, and --hottest-key-share, to have it counted.`,
        ]
      : [];
  return [...constant, ...few, ...aggregated, ...uncounted];
}

function batchWarnings({ batchSize }: Workload, { batches }: Findings): string[] {
  if (batches.fullMs > BATCH_SECONDS * 1_000)
    return [
      `A batch of ${n(batches.size)} takes ${span(batches.fullMs / 1_000)}, more than the ${n(BATCH_SECONDS)} s that an invocation has beside its waiting: raise timeoutSeconds or the memory, or aggregate less.`,
    ];
  if (batches.loweredBy === undefined) return [];
  const why =
    batches.loweredBy === 'payload'
      ? 'a larger batch does not fit the 6 MB of an invocation'
      : 'a larger batch takes longer than an invocation has beside its waiting';
  return [`The batch size is ${n(batches.size)} in place of ${n(batchSize)}: ${why}.`];
}

function accountWarnings({ shards: { lanes }, traffic }: Findings): string[] {
  const most = `Catching up, up to ${n(lanes)} invocations run at once (${n(traffic.concurrency)} on average without)`;
  if (lanes > CONCURRENCY.usual)
    return [`${most}, more than the ${n(CONCURRENCY.usual)} of an account: ask for a higher quota first.`];
  if (lanes > CONCURRENCY.newAccount)
    return [
      `${most}, more than the ${CONCURRENCY.newAccount} that a new account may have: look at its quota first.`,
    ];
  return [];
}

function readerWarnings({ consumers }: Workload): string[] {
  if (consumers <= SHARD.readsPerSecond) return [];
  return [
    `${n(consumers)} readers share the ${SHARD.readsPerSecond} GetRecords calls a second of each shard of the output: each reads every ${n(consumers / SHARD.readsPerSecond)} s at best. Enhanced fan-out gives each its own, at its own price.`,
  ];
}

function outageWarnings({ outage, retention }: Workload, result: Outage): string[] {
  const warnings: string[] = [];
  if (result.ends === 'lost')
    warnings.push(
      `An outage of ${span(outage)} outlasts the retention of ${n(retention)} h: records that the mapping did not set aside in time are gone. Raise retentionHours.`,
    );
  if (result.ends === 'in the destination')
    warnings.push(
      `An outage of ${span(outage)} outlasts the record age: the oldest records go to the on-failure destination, from which weir replay brings them back.`,
    );
  if (result.ends === 'caught up' && outage > result.retriedSeconds)
    warnings.push(
      `The retries cover ${span(result.retriedSeconds)} of an outage of what the function needs; after that records go to the destination, from which weir replay brings them back.`,
    );
  if (result.catchUpSeconds === null && result.drainLimit === 'hottest key')
    warnings.push('After an outage the most frequent key never catches up: it has no headroom.');
  else if (result.catchUpSeconds === null)
    warnings.push('After an outage the stream never catches up: there is no headroom. Raise --headroom.');
  return warnings;
}

function memoryWarnings({ memory, recordsPerSecond }: Workload): string[] {
  if (memory < SAFE_MEMORY_MB)
    return [`${n(memory)} MB may not hold a large batch: the function took 173 MB with 10,000 records.`];
  if (memory >= 2 * MB_PER_VCPU && recordsPerSecond === undefined)
    return [
      'More than one vCPU is paid for, and the estimate counts one: only session runs can use the others. Measure, and give --records-per-second.',
    ];
  return [];
}

function modeWarnings({ mode }: Workload, { chosen, other }: Findings['streams']): string[] {
  if (other === null || other >= chosen) return [];
  const cheaper = mode === 'provisioned' ? 'on-demand' : 'provisioned';
  return [
    `Streams in mode ${cheaper} cost ${usd(other)} a month at this steady rate, and ${mode} ${usd(chosen)}.`,
  ];
}

function newStreamWarnings({ mode }: Workload, { needed }: Shards): string[] {
  const most = Math.max(needed.input, needed.output);
  if (mode === 'provisioned' || most <= ON_DEMAND_LEAST_SHARDS) return [];
  return [
    `A new stream on demand begins with ${ON_DEMAND_LEAST_SHARDS} MB/s and ${n(ON_DEMAND_LEAST_SHARDS * SHARD.recordsIn)} records/s, and this load wants ${n(most)} times 1 MB/s or 1,000 records/s: puts are throttled until it has grown. Let the load grow with it, or create the stream provisioned and change its mode.`,
  ];
}

function priceWarnings({ region }: Workload, { pricesRegion }: Findings): string[] {
  if (pricesRegion === region) return [];
  return [
    `There are no prices of ${region} in lib/capacity/prices.ts (it has ${pricedRegions()}): the cost is that of ${pricesRegion}, and regions differ: of those known, the dearest charges half as much again for a put.`,
  ];
}
