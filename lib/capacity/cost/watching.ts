import { MONTH_SECONDS } from '../limits.ts';
import { n } from '../line.ts';
import { ASSUMED, MEASURED } from '../measurements.ts';
import { GB, type Prices } from '../prices.ts';
import { CUSTOM_METRICS, STACK_RESOURCES } from '../resources.ts';
import type { Traffic } from '../traffic.ts';
import type { CostLine } from './cost-line.ts';
import { tiered, tierNames } from './tiers.ts';

/** X-Ray traces the first invocation of a second and one in twenty of the others. https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html */
const TRACED_SHARE = 0.05;

/** What the function publishes itself. */
export function metricCost({ metricMonth }: Prices['cloudWatch']): CostLine {
  return {
    service: 'CloudWatch',
    what: 'custom metrics',
    usd: CUSTOM_METRICS * metricMonth,
    how: `${CUSTOM_METRICS} at most, one combination of dimensions × $${metricMonth}`,
  };
}

/** Alarms, and the dashboards: three of an account are free, which is not counted. */
export function alarmCost(cloudWatch: Prices['cloudWatch']): CostLine[] {
  const { alarmMetrics, compositeAlarms, dashboards } = STACK_RESOURCES;
  const composite =
    compositeAlarms === 0 ? '' : ` + ${compositeAlarms} composite × $${cloudWatch.compositeAlarmMonth}`;
  return [
    {
      service: 'CloudWatch',
      what: 'alarms',
      usd: alarmMetrics * cloudWatch.alarmMetricMonth + compositeAlarms * cloudWatch.compositeAlarmMonth,
      how: `${alarmMetrics} metrics of alarms × $${cloudWatch.alarmMetricMonth}${composite}`,
    },
    {
      service: 'CloudWatch',
      what: 'dashboards',
      usd: dashboards * cloudWatch.dashboardMonth,
      how: `${dashboards} × $${cloudWatch.dashboardMonth}; the first three of an account are free`,
    },
  ];
}

/** Kept logs are counted uncompressed: the most that they can cost. */
export function logCost({ invocationsPerSecond }: Traffic, prices: Prices['cloudWatch']): CostLine[] {
  const bytes = MEASURED.logBytes + ASSUMED.platformLogBytes;
  const gb = (invocationsPerSecond * bytes * MONTH_SECONDS) / GB;
  return [
    {
      service: 'CloudWatch',
      what: 'logs in',
      usd: tiered(gb, prices.logGb),
      how: `${n(invocationsPerSecond)}/s × ${n(bytes)} bytes × ${n(MONTH_SECONDS)} s = ${n(gb)} GB × ${tierNames(gb, prices.logGb)}`,
    },
    {
      service: 'CloudWatch',
      what: 'logs kept',
      usd: gb * prices.logGbMonth,
      how: `${n(gb)} GB (${ASSUMED.keptDays} days) × $${prices.logGbMonth}`,
    },
  ];
}

export function traceCost({ invocationsPerSecond }: Traffic, price: number): CostLine {
  const first = Math.min(1, invocationsPerSecond);
  const millions = ((first + TRACED_SHARE * (invocationsPerSecond - first)) * MONTH_SECONDS) / 1e6;
  return {
    service: 'X-Ray',
    what: 'traces',
    usd: millions * price,
    how: `(${n(first)} + ${TRACED_SHARE} × ${n(invocationsPerSecond - first)})/s × ${n(MONTH_SECONDS)} s = ${n(millions)} million × $${price}`,
  };
}
