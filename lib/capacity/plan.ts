import { type Batches, batchesOf } from './batches.ts';
import { type Bill, billOf } from './bill.ts';
import { breaksFirst, passed } from './growth/growth.ts';
import { keyLimits } from './growth/keys.ts';
import type { Limit } from './growth/limit.ts';
import { type Latency, latencyOf } from './latency.ts';
import { ASSUMED, MEASURED } from './measurements.ts';
import { type Outage, outageOf } from './outage.ts';
import { PRICE_PAGES, PRICES_OF, type Prices, pricesOf } from './prices.ts';
import { type SuggestedSettings, settingsOf } from './settings.ts';
import { type Shards, shardsOf } from './shards.ts';
import { type Sizes, sizesOf } from './sizes.ts';
import { type Speed, speedOf } from './speed.ts';
import { type Traffic, trafficOf } from './traffic.ts';
import { type TrainingCost, trainingCost } from './training.ts';
import { warningsOf } from './warnings.ts';
import type { Workload } from './workload.ts';

/** What a workload needs, how it behaves and what it costs. Plain data: JSON holds all of it. */
export interface Plan {
  readonly workload: Workload;
  readonly sizes: Sizes;
  readonly speed: Pick<Speed, 'recordMs' | 'line'>;
  readonly batches: Batches;
  readonly shards: Shards;
  readonly traffic: Traffic;
  readonly latency: Latency;
  readonly outage: Outage;
  readonly bill: Bill;
  /** What a stage's training stack costs besides. */
  readonly training: TrainingCost;
  /** false: some limit is below the load already, and latency, outage and cost are those of a load that is not carried. */
  readonly getsThrough: boolean;
  /** What breaks at up to ten times the load, the first first. */
  readonly breaksFirst: readonly Limit[];
  readonly warnings: readonly string[];
  /** null: no settings carry this. */
  readonly settings: SuggestedSettings | null;
  readonly basis: Basis;
}

/** What the numbers rest on. */
export interface Basis {
  /** The months of the price lists. */
  readonly pricesOf: typeof PRICES_OF;
  /** Whose the prices are: another region's when there are none of this one. */
  readonly pricesRegion: string;
  readonly prices: Prices;
  readonly pricePages: typeof PRICE_PAGES;
  readonly measured: typeof MEASURED;
  readonly assumed: typeof ASSUMED;
  readonly notCounted: readonly string[];
}

const NOT_COUNTED = [
  'free tiers, discounts and taxes',
  'traffic out of the region, and producers and consumers themselves',
  'cold starts, retries and redeliveries',
  'metrics of the event source mapping, mails of alarms',
  'the objects of the registry and of studies',
  'a log of predictions (160 bytes a record for 30 days) and a stream of labels, where a stage asks for them',
] as const;

/** @param workload as resolveWorkload gives it. @throws UserError for sizes beyond a record's, or a price not known */
export function planOf(workload: Workload): Plan {
  const { prices, region: pricesRegion } = pricesOf(workload.region);
  const sizes = sizesOf(workload);
  const speed = speedOf(workload, sizes);
  const batches = batchesOf(workload, sizes, speed);
  const shards = shardsOf(workload, sizes, batches);
  const traffic = trafficOf(workload, batches, shards, speed);
  const outage = outageOf(workload, sizes, batches, shards, keyLimits(workload, sizes, batches, shards));
  const bill = billOf(workload, sizes, shards, traffic, prices);
  const limits = breaksFirst(workload, sizes, batches, shards, traffic);
  const findings = { batches, shards, traffic, outage, limits, pricesRegion, streams: bill.streams };
  return {
    ...{ workload, sizes, batches, shards, traffic, outage, bill },
    speed: { recordMs: speed.recordMs, line: speed.line },
    training: trainingCost(prices),
    latency: latencyOf(traffic),
    getsThrough: passed(limits, workload.rps) === undefined,
    breaksFirst: limits,
    warnings: warningsOf(workload, findings),
    settings: settingsOf(workload, batches, shards),
    basis: {
      pricesOf: PRICES_OF,
      pricesRegion,
      prices,
      pricePages: PRICE_PAGES,
      measured: MEASURED,
      assumed: ASSUMED,
      notCounted: NOT_COUNTED,
    },
  };
}
