import { METRIC_CATALOGUE, type MetricEntry } from '../../lib/contract/metric-catalogue.ts';

/** @throws Error for a name that the contract does not know */
export function metricOf(name: string): MetricEntry {
  const metric = METRIC_CATALOGUE.get(name);
  if (metric === undefined) throw new Error(`no metric is called ${name}`);
  return metric;
}

/** What Prometheus tells of a metric, in base units (seconds for milliseconds), by the metric's own labels. */
export interface SeriesOptions {
  /** A label matcher in braces. Default: all. */
  readonly selector?: string;
  /** Such as 5m, or $__rate_interval. */
  readonly range: string;
}

/** By how much a counter grew within the range. */
export function increaseOf(metric: MetricEntry, { selector = '', range }: SeriesOptions): string {
  return `${summed(metric)}(increase(${metric.prometheus}${selector}[${range}]))`;
}

/** How much a counter grows a second. */
export function rateOf(metric: MetricEntry, { selector = '', range }: SeriesOptions): string {
  return `${summed(metric)}(rate(${metric.prometheus}${selector}[${range}]))`;
}

/** The mean of a distribution within the range; NaN, which no comparison holds for, when nothing came. */
export function meanOf(metric: MetricEntry, { selector = '', range }: SeriesOptions): string {
  const { prometheus } = metric;
  const part = (suffix: string) => `${summed(metric)}(increase(${prometheus}${suffix}${selector}[${range}]))`;
  return `${part('_sum')} / ${part('_count')}`;
}

/** A percentile of a distribution within the range. @param share 0 to 1 */
export function percentileOf(
  metric: MetricEntry,
  share: number,
  { selector = '', range }: SeriesOptions,
): string {
  const by = [...metric.labels, 'le'].join(', ');
  return `histogram_quantile(${share}, sum by (${by}) (rate(${metric.prometheus}_bucket${selector}[${range}])))`;
}

/** A gauge as it is now. */
export function latestOf(metric: MetricEntry, how: 'max' | 'min' | 'avg', selector = ''): string {
  return `${how} by (${metric.labels.join(', ')}) (${metric.prometheus}${selector})`;
}

const summed = ({ labels }: MetricEntry) => `sum by (${labels.join(', ')}) `;
