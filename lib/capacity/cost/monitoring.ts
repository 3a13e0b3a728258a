import { DEFAULT_PROFILE_SECONDS } from '../../contract/environment.ts';
import { DRIFT_FEATURE_METRICS, DRIFT_METRICS, MAX_FEATURE_METRICS } from '../../contract/metrics.ts';
import { MONTH_HOURS, MONTH_SECONDS } from '../limits.ts';
import { bytes, many, n } from '../line.ts';
import { ASSUMED } from '../measurements.ts';
import { GB, type Prices } from '../prices.ts';
import { DRIFT_JOB } from '../resources.ts';
import type { Shards } from '../shards.ts';
import type { Traffic } from '../traffic.ts';
import type { Workload } from '../workload.ts';
import type { CostLine } from './cost-line.ts';

/** What sandboxes of a model write in an hour together, at most: the drift job sees to it. */
const WRITES_AN_HOUR = 10_000;

/** Days that windows are kept. */
const WINDOW_DAYS = 90;

/**
 * Counting what comes and judging it hour by hour: it grows with the sandboxes that run and the features of the model,
 * and not with the records.
 */
export function monitoringCost(
  workload: Workload,
  traffic: Traffic,
  shards: Shards,
  prices: Prices,
): CostLine[] {
  const writes = writesPerSecond(traffic, shards);
  return [
    windowWrites(shards, writes, prices.s3),
    windowReads(shards, prices.s3),
    windowStorage(workload, shards, writes, prices.s3),
    driftJob(prices.lambda),
    driftMetrics(workload, prices.cloudWatch),
  ];
}

/** Inside an invocation alone. */
function writesPerSecond({ invocationsPerSecond }: Traffic, { lanes }: Shards): number {
  return Math.min(lanes / DEFAULT_PROFILE_SECONDS, invocationsPerSecond, WRITES_AN_HOUR / 3_600);
}

/** Each with a look at how often it shall. */
function windowWrites(
  { lanes }: Shards,
  writesPerSecond: number,
  { thousandPuts, thousandGets }: Prices['s3'],
): CostLine {
  const thousands = (writesPerSecond * MONTH_SECONDS) / 1_000;
  return {
    service: 'S3',
    what: 'window writes',
    usd: thousands * (thousandPuts + thousandGets),
    how: `${many(lanes, 'sandbox')} ÷ ${DEFAULT_PROFILE_SECONDS} s, at most ${n(WRITES_AN_HOUR)} an hour, × ${n(MONTH_SECONDS)} s = ${n(thousands)} thousand × ($${thousandPuts} + $${thousandGets})`,
  };
}

/** The job reads an hour's windows once, and lists what there is. */
function windowReads({ lanes }: Shards, { thousandGets, thousandPuts }: Prices['s3']): CostLine {
  const { lists, reads } = DRIFT_JOB;
  const [gets, puts] = [(lanes + reads) * MONTH_HOURS, lists * MONTH_HOURS];
  return {
    service: 'S3',
    what: 'window reads',
    usd: (gets * thousandGets + puts * thousandPuts) / 1_000,
    how: `${MONTH_HOURS} runs × ((${n(lanes)} windows + ${reads}) × $${thousandGets} + ${lists} lists and writes × $${thousandPuts}) ÷ 1,000`,
  };
}

/** One of each hour for 90 days, and what it replaced for a day. */
function windowStorage(
  { features }: Workload,
  { lanes }: Shards,
  writesPerSecond: number,
  { gbMonth }: Prices['s3'],
): CostLine {
  const size = features * ASSUMED.windowFeatureBytes;
  const [kept, former] = [lanes * 24 * WINDOW_DAYS, writesPerSecond * 86_400];
  const gb = ((kept + former) * size) / GB;
  return {
    service: 'S3',
    what: 'window storage',
    usd: gb * gbMonth,
    how: `(${many(lanes, 'sandbox')} × 24 h × ${WINDOW_DAYS} days + ${n(former)} of a day that were replaced) × ${n(features)} features × ${bytes(ASSUMED.windowFeatureBytes)} (assumed) = ${n(gb)} GB × $${gbMonth}`,
  };
}

function driftJob({ gbSecond, millionRequests }: Prices['lambda']): CostLine {
  const { memoryMb } = DRIFT_JOB;
  const seconds = ASSUMED.driftJobSeconds;
  const gbSeconds = (MONTH_HOURS * seconds * memoryMb) / 1_024;
  const { price } = gbSecond[0]!;
  return {
    service: 'Lambda',
    what: 'drift job',
    usd: gbSeconds * price + (MONTH_HOURS / 1e6) * millionRequests,
    how: `${MONTH_HOURS} runs × ${seconds} s (assumed) × ${n(memoryMb)} ÷ 1,024 GB = ${n(gbSeconds)} × $${price}`,
  };
}

function driftMetrics({ features }: Workload, { metricMonth }: Prices['cloudWatch']): CostLine {
  const own = Object.keys(DRIFT_METRICS).length;
  const each = Object.keys(DRIFT_FEATURE_METRICS).length;
  const shown = Math.min(features, MAX_FEATURE_METRICS);
  return {
    service: 'CloudWatch',
    what: 'drift metrics',
    usd: (own + each * shown) * metricMonth,
    how: `(${own} + ${each} × ${shown} features, of ${MAX_FEATURE_METRICS} at most) × $${metricMonth}, where they all have values`,
  };
}
