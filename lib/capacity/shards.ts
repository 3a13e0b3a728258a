import type { Batches } from './batches.ts';
import { MAX_PARALLELIZATION, ON_DEMAND_LEAST_SHARDS, SHARD } from './limits.ts';
import { bytes, type Line, many, n } from './line.ts';
import type { Sizes } from './sizes.ts';
import type { Workload } from './workload.ts';

/** How many shards the streams have, and how many batches of each are in flight. */
export interface Shards {
  readonly input: number;
  readonly output: number;
  /** Those that the load itself needs: a stream on demand begins with more. */
  readonly needed: { readonly input: number; readonly output: number };
  readonly parallelization: number;
  /** Invocations at once at most: shards × parallelization factor. */
  readonly lanes: number;
  readonly lines: readonly Line[];
}

interface Need {
  readonly name: string;
  readonly shards: number;
  readonly how: string;
}

/** With aggregates the mapping does not keep the order of a key across lanes. https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parallelization.html */
export function mostParallel({ order, recordsPerAggregate }: Workload): number {
  return order === 'key' && recordsPerAggregate > 1 ? 1 : MAX_PARALLELIZATION;
}

export function shardsOf(workload: Workload, sizes: Sizes, batches: Batches): Shards {
  const { rps, headroom } = workload;
  const load = rps * (1 + headroom);
  const inputs = inputNeeds(workload, sizes, batches);
  const outputs = outputNeeds(workload, sizes);
  const needed = { input: wholeShards(inputs), output: wholeShards(outputs) };
  const least = workload.mode === 'on-demand' ? ON_DEMAND_LEAST_SHARDS : 1;
  const input = Math.max(least, needed.input);
  const output = Math.max(least, needed.output);
  const parallelization = Math.min(
    mostParallel(workload),
    Math.max(1, Math.ceil(load / (input * batches.sandboxRate))),
  );
  const lanes = input * parallelization;
  const lines = [
    ...needLines('input stream', input, inputs),
    ...needLines('output stream', output, outputs),
    ...modeLines(workload),
    {
      name: 'parallelization factor',
      value: n(parallelization),
      how: `${n(load)} records/s ÷ (${many(input, 'shard')} × ${n(batches.sandboxRate)}) = ${n(load / (input * batches.sandboxRate))}, from 1 to ${mostParallel(workload)}`,
    },
    {
      name: 'concurrency',
      value: `${n(lanes)} at most`,
      how: `${many(input, 'shard')} × ${n(parallelization)}`,
    },
  ];
  return { input, output, needed, parallelization, lanes, lines };
}

/** Every record that comes in goes to one shard by its key; what an aggregate holds counts as one. */
function inputNeeds(workload: Workload, sizes: Sizes, batches: Batches): Need[] {
  const { rps, headroom, recordsPerAggregate } = workload;
  const spare = 1 + headroom;
  const records = rps / recordsPerAggregate;
  const perShard = mostParallel(workload) * batches.sandboxRate;
  return [
    byRecords(records, spare),
    byBytes(records * sizes.input, spare),
    {
      name: 'function',
      shards: (rps * spare) / perShard,
      how: `${n(rps)} × ${n(spare)} ÷ (${mostParallel(workload)} × ${n(batches.sandboxRate)} records/s)`,
    },
  ];
}

/** A prediction for each sub-record, none of them aggregated. */
function outputNeeds({ rps, headroom, consumers }: Workload, sizes: Sizes): Need[] {
  const spare = 1 + headroom;
  const perSecond = rps * sizes.output;
  const needs = [byRecords(rps, spare), byBytes(perSecond, spare)];
  if (consumers <= SHARD.bytesOut / SHARD.bytesIn) return needs;
  const shards = (consumers * perSecond * spare) / SHARD.bytesOut;
  const how = `${n(consumers)} × ${bytes(perSecond)}/s × ${n(spare)} ÷ 2 MB/s`;
  return [...needs, { name: 'readers', shards, how }];
}

function byRecords(records: number, spare: number): Need {
  return {
    name: 'records',
    shards: (records * spare) / SHARD.recordsIn,
    how: `${n(records)}/s × ${n(spare)} ÷ ${n(SHARD.recordsIn)}`,
  };
}

function byBytes(perSecond: number, spare: number): Need {
  return {
    name: 'bytes',
    shards: (perSecond * spare) / SHARD.bytesIn,
    how: `${bytes(perSecond)}/s with keys × ${n(spare)} ÷ 1 MB/s`,
  };
}

/** A hair under a whole number is that number: 0.1 + 0.2 must not cost a shard. */
function wholeShards(needs: readonly Need[]): number {
  return Math.max(1, ...needs.map(({ shards }) => Math.ceil(shards - 1e-9)));
}

function modeLines({ mode }: Workload): Line[] {
  if (mode === 'provisioned') return [];
  return [
    { name: '', value: '', how: `on demand, AWS chooses the shards: ${ON_DEMAND_LEAST_SHARDS} at first` },
  ];
}

function needLines(stream: string, shards: number, needs: readonly Need[]): Line[] {
  const [first, ...rest] = needs.toSorted((a, b) => b.shards - a.shards);
  const text = ({ name, how, shards: exact }: Need) => `${name}: ${how} = ${n(exact)}`;
  return [
    { name: stream, value: many(shards, 'shard'), how: text(first!) },
    ...rest.map((need) => ({ name: '', value: '', how: text(need) })),
  ];
}
