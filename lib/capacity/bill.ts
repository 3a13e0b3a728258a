import { UserError } from '../contract/errors.ts';
import { type CostLine, SERVICES, type Service } from './cost/cost-line.ts';
import { functionCost } from './cost/function.ts';
import { keyCost } from './cost/keys.ts';
import { monitoringCost } from './cost/monitoring.ts';
import { storageCost } from './cost/storage.ts';
import { onDemandCost, provisionedCost } from './cost/streams.ts';
import { alarmCost, logCost, metricCost, traceCost } from './cost/watching.ts';
import type { Prices } from './prices.ts';
import type { Shards } from './shards.ts';
import type { Sizes } from './sizes.ts';
import type { Traffic } from './traffic.ts';
import type { Workload } from './workload.ts';

/** A month, in US dollars. */
export interface Bill {
  readonly total: number;
  readonly byService: readonly { readonly service: Service; readonly usd: number }[];
  readonly lines: readonly CostLine[];
  /** Part of the total: counting, judging, metrics, alarms and dashboards; without logs and traces. */
  readonly monitoring: number;
  /** The streams, as they are paid for and in the other mode; null where a price is not known. */
  readonly streams: { readonly chosen: number; readonly other: number | null };
}

export function billOf(
  workload: Workload,
  sizes: Sizes,
  shards: Shards,
  traffic: Traffic,
  prices: Prices,
): Bill {
  const provisioned = () => provisionedCost(workload, sizes, shards.needed, prices.kinesis);
  const onDemand = () => onDemandCost(workload, sizes, prices.kinesis);
  const [chosen, other] = workload.mode === 'provisioned' ? [provisioned, onDemand] : [onDemand, provisioned];
  const streams = chosen();
  const { cloudWatch, xrayMillionTraces } = prices;
  const monitoring = [
    ...monitoringCost(workload, traffic, shards, prices),
    metricCost(cloudWatch),
    ...alarmCost(cloudWatch),
  ];
  const lines = [
    ...streams,
    ...functionCost(workload, traffic, prices),
    ...storageCost(workload, traffic, shards, prices),
    ...keyCost(workload, shards, prices),
    ...monitoring,
    ...logCost(traffic, cloudWatch),
    traceCost(traffic, xrayMillionTraces),
  ];
  return {
    total: sum(lines),
    byService: SERVICES.map((service) => ({
      service,
      usd: sum(lines.filter((line) => line.service === service)),
    })),
    lines,
    monitoring: sum(monitoring),
    streams: { chosen: sum(streams), other: sumIfKnown(other) },
  };
}

function sum(lines: readonly CostLine[]): number {
  return lines.reduce((total, { usd }) => total + usd, 0);
}

/** The comparison is left out, not the plan, when a price of the other mode is missing. */
function sumIfKnown(lines: () => readonly CostLine[]): number | null {
  try {
    return sum(lines());
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}
