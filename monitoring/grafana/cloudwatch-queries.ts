import {
  MetricEditorMode,
  MetricQueryType,
  MetricsQueryBuilder,
  QueryMode,
} from '@grafana/grafana-foundation-sdk/cloudwatch';
import { type MetricEntry, REASON_OF_METRIC, REJECTIONS } from '../../lib/contract/metric-catalogue.ts';
import { METRIC_NAMESPACE, METRIC_SERVICES } from '../../lib/contract/metrics.ts';
import { metricOf } from '../prometheus/promql.ts';
import { AWS_METRICS } from './aws-metrics.ts';
import type { Aggregate, Series, Variables } from './panel.ts';

/** A metric of CloudWatch, or math over those before it in the same panel. */
interface Target {
  readonly id: string;
  readonly label: string;
  readonly hide?: boolean;
  readonly statistic?: string;
  readonly metric?: {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
  };
  /** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
  readonly expression?: string;
}

/** The queries of one series. @param index of the series in its panel */
export function cloudwatchQueries(
  series: Series,
  index: number,
  variables: Variables,
): MetricsQueryBuilder[] {
  const metricsOf = (metric: MetricEntry) => ownMetric(metric, chosenFrom(variables));
  return targetsOf(series, `s${index}`, metricsOf).map((target) => cloudwatchQuery(target));
}

/** A query that CloudWatch answers with one value a period. @param period seconds, or auto */
export function cloudwatchQuery(target: Target, period = 'auto'): MetricsQueryBuilder {
  const { id, label, hide = false, statistic = '', metric, expression } = target;
  const query = new MetricsQueryBuilder()
    .queryMode(QueryMode.Metrics)
    .metricQueryType(MetricQueryType.Search)
    .metricEditorMode(expression === undefined ? MetricEditorMode.Builder : MetricEditorMode.Code)
    .id(id)
    .refId(id)
    .label(label)
    .hide(hide)
    .region('default')
    .namespace(metric?.namespace ?? '')
    .metricName(metric?.name ?? '')
    .dimensions({ ...metric?.dimensions })
    .matchExact(true)
    .statistic(statistic)
    .period(period);
  return expression === undefined ? query : query.expression(expression);
}

/** What CloudWatch calls a metric of Weir's. @param choose the values of dimensions other than the service */
export function ownMetric(
  { name, dimensions, service }: MetricEntry,
  choose: (dimension: string) => string,
): NonNullable<Target['metric']> {
  const of = (dimension: string) => (dimension === 'service' ? METRIC_SERVICES[service] : choose(dimension));
  return {
    namespace: METRIC_NAMESPACE,
    name,
    dimensions: Object.fromEntries(dimensions.map((dimension) => [dimension, of(dimension)])),
  };
}

/** What the dashboard's variable says; all where it has none: features are lines of one panel. */
function chosenFrom(variables: readonly string[]): (dimension: string) => string {
  return (dimension) => (variables.includes(dimension) ? `$${dimension}` : '*');
}

/** A metric of Weir's with the dimensions that the dashboard chooses. */
type Chosen = (metric: MetricEntry) => NonNullable<Target['metric']>;

const STATISTICS: Readonly<Record<Aggregate, string>> = {
  perSecond: 'Sum',
  increase: 'Sum',
  mean: 'Average',
  p99: 'p99',
  highest: 'Maximum',
  lowest: 'Minimum',
  latest: 'Average',
};

function targetsOf(series: Series, id: string, chosen: Chosen): Target[] {
  switch (series.of) {
    case 'metric':
      return metricTargets(series, id, chosen);
    case 'share':
      return shareTargets(series, id, chosen);
    case 'reasons':
      return [...REASON_OF_METRIC].map(([name, reason], index) => ({
        id: `${id}r${index}`,
        label: reason,
        statistic: 'Sum',
        metric: chosen({ ...REJECTIONS, name }),
      }));
    case 'aws': {
      const { metric: name, statistic, label } = series;
      const metric = { ...AWS_METRICS[name], name };
      return [{ id, label: labelOfEach(metric.dimensions, label), statistic, metric }];
    }
    case 'promql':
      throw new Error(`CloudWatch has no ${series.expression}`);
  }
}

function metricTargets(
  { metric: name, as, label }: Series & { of: 'metric' },
  id: string,
  chosen: Chosen,
): Target[] {
  const metric = chosen(metricOf(name));
  const statistic = STATISTICS[as];
  if (as === 'perSecond') {
    const sum = `${id}sum`;
    return [
      { id: sum, label, statistic, metric, hide: true },
      { id, label, expression: `${sum}/PERIOD(${sum})` },
    ];
  }
  return [{ id, label: labelOfEach(metric.dimensions, label), statistic, metric }];
}

/**
 * What tells the lines of one query apart: the feature alone, of AWS's own metrics what is measured as well.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/graph-dynamic-labels.html
 */
function labelOfEach(dimensions: Readonly<Record<string, string>>, label: string): string {
  const open = Object.keys(dimensions).find((dimension) => dimensions[dimension] === '*');
  if (open === undefined) return label;
  const value = `\${PROP('Dim.${open}')}`;
  return open === 'feature' ? value : `${value} ${label}`.trim();
}

function shareTargets(
  { numerator, denominator, label }: Series & { of: 'share' },
  id: string,
  chosen: Chosen,
): Target[] {
  const sums = [...numerator, denominator].map((name, index) => ({
    id: `${id}m${index}`,
    label: name,
    hide: true,
    statistic: 'Sum',
    metric: chosen(metricOf(name)),
  }));
  const parts = sums.slice(0, -1).map((sum) => sum.id);
  return [...sums, { id, label, expression: `(${parts.join('+')})/${sums.at(-1)!.id}` }];
}
