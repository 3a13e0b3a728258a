import { WEIR_MAPPING } from '../contract/event-source-mapping.ts';
import type { Batches } from './batches.ts';
import type { Limit } from './growth/limit.ts';
import { SHARD, WAITED_SECONDS } from './limits.ts';
import { type Line, n, span } from './line.ts';
import { recordAge } from './record-age.ts';
import type { Shards } from './shards.ts';
import type { Sizes } from './sizes.ts';
import type { Workload } from './workload.ts';

/** What an outage leaves behind, and how it is caught up with. */
export interface Outage {
  /** Records that wait when it ends. */
  readonly backlog: number;
  /** Records a second at full speed, new ones included. */
  readonly drainRate: number;
  readonly drainLimit: 'reading' | 'function' | 'output' | 'hottest key';
  /** null: never, since records come as fast as they are worked off. */
  readonly catchUpSeconds: number | null;
  /** Where records are by then: the stream still has them, the destination has the oldest, or they have expired. */
  readonly ends: 'caught up' | 'in the destination' | 'lost';
  /** Iterator age left at its end before records go to the destination; negative: they went. */
  readonly ageHeadroomSeconds: number;
  /** An outage of what the function needs that the retries cover. */
  readonly retriedSeconds: number;
  readonly lines: readonly Line[];
}

/** @param keys what ends the most frequent key; its records are the last to be caught up with */
export function outageOf(
  workload: Workload,
  sizes: Sizes,
  batches: Batches,
  shards: Shards,
  keys: readonly Limit[],
): Outage {
  const { rps, outage, retention } = workload;
  const rates = [
    ...drainRates(workload, sizes, batches, shards),
    ...keys.map(({ breaksAt }) => ['hottest key', breaksAt] as const),
  ];
  const [drainLimit, drainRate] = rates.toSorted((a, b) => a[1] - b[1])[0]!;
  const keptSeconds = retention * 3_600;
  const ageLimit = recordAge(retention);
  const backlog = rps * Math.min(outage, keptSeconds);
  const spare = drainRate - rps;
  const catchUpSeconds = outage === 0 ? 0 : spare > 1e-9 * rps ? backlog / spare : null;
  const ageHeadroomSeconds = ageLimit - outage;
  const ends = outage > keptSeconds ? 'lost' : outage > ageLimit ? 'in the destination' : 'caught up';
  const retriedSeconds = WEIR_MAPPING.maximumRetryAttempts * WAITED_SECONDS;
  const result = { backlog, drainRate, drainLimit, catchUpSeconds, ends, ageHeadroomSeconds } as const;
  return {
    ...result,
    retriedSeconds,
    lines: lines(workload, rates, { ...result, ageLimit, retriedSeconds }),
  };
}

type Rates = readonly (readonly [Outage['drainLimit'], number])[];

/** Records a second that each part of the path can do at most. */
function drainRates(workload: Workload, sizes: Sizes, batches: Batches, shards: Shards): Rates {
  const { recordsPerAggregate } = workload;
  return [
    ['reading', (shards.input * SHARD.bytesOut * recordsPerAggregate) / sizes.input],
    ['function', shards.lanes * batches.sandboxRate],
    ['output', shards.output * Math.min(SHARD.recordsIn, SHARD.bytesIn / sizes.output)],
  ];
}

function lines(
  { rps, outage, retention }: Workload,
  rates: Rates,
  result: Omit<Outage, 'lines'> & { readonly ageLimit: number },
): Line[] {
  const { backlog, drainRate, catchUpSeconds, ageLimit, retriedSeconds } = result;
  const age = `record age ${span(ageLimit)}, retention ${n(retention)} h`;
  return [
    {
      name: 'backlog',
      value: `${n(backlog)} records`,
      how: `${n(rps)}/s × ${n(Math.min(outage, retention * 3_600))} s`,
    },
    {
      name: 'worked off at',
      value: `${n(drainRate)} records/s`,
      how: `least of ${rates.map(([name, rate]) => `${name} ${n(rate)}`).join(', ')}`,
    },
    {
      name: 'caught up after',
      value: catchUpSeconds === null ? 'never' : span(catchUpSeconds),
      how: `${n(backlog)} ÷ (${n(drainRate)} − ${n(rps)})`,
    },
    {
      name: 'iterator age',
      value: `${span(outage)} at most`,
      how: `${age}: ${result.ageHeadroomSeconds >= 0 ? `${span(result.ageHeadroomSeconds)} to spare` : 'over it'}; retries cover ${span(retriedSeconds)} of waiting for others`,
    },
  ];
}
