import type { AlarmDefinition, AlarmExpression } from '../../lib/contract/alarms.ts';
import type { MetricEntry } from '../../lib/contract/metric-catalogue.ts';
import { durationOf } from './durations.ts';
import { increaseOf, latestOf, meanOf, metricOf } from './promql.ts';

/** What an alarm compares, as Prometheus computes it. */
export interface AlarmValue {
  readonly expression: string;
  /** The labels that it has a value for each set of. */
  readonly labels: readonly string[];
  /** In base units. */
  readonly threshold: number;
  /** Over how long it is looked at, such as 5m; empty for what is looked at now. */
  readonly range: string;
  /** A series that is there as soon as anything of the alarm is. */
  readonly witness: string;
}

/**
 * Counters and distributions are looked at over one period. A gauge is what it is until it is told anew: where
 * CloudWatch needs the highest of an hour to find the one value that was published in it, here the latest is there.
 * @throws Error where a metric has no such value, a sum of gauges for one
 */
export function alarmValue({ expression, periodSeconds, threshold }: AlarmDefinition): AlarmValue {
  const metric = metricOf(expression.over === 'share' ? expression.denominator : expression.metric);
  const range = durationOf(periodSeconds);
  const scale = metric.definition.unit === 'Milliseconds' && expression.over !== 'share' ? 1_000 : 1;
  return {
    expression: valueText(expression, metric, range),
    labels: metric.labels,
    range: metric.kind === 'gauge' ? '' : range,
    threshold: threshold / scale,
    witness: metric.kind === 'distribution' ? `${metric.prometheus}_count` : metric.prometheus,
  };
}

const GAUGE = { mean: 'avg', maximum: 'max', minimum: 'min' } as const;

function valueText(expression: AlarmExpression, metric: MetricEntry, range: string): string {
  const { over } = expression;
  if (over === 'share') return shareOf(expression, range);
  if (over === 'sum' && metric.kind === 'counter') return increaseOf(metric, { range });
  if (over === 'mean' && metric.kind === 'distribution') return meanOf(metric, { range });
  if (over !== 'sum' && metric.kind === 'gauge') return latestOf(metric, GAUGE[over]);
  throw new Error(`Prometheus has no ${over} of ${metric.name}, which is a ${metric.kind}`);
}

/** The denominator's condition filters it, so that there is no value where it is too small. */
function shareOf(
  { numerator, denominator, ofAtLeast }: AlarmExpression & { over: 'share' },
  range: string,
): string {
  const parts = numerator.map((name) => increaseOf(metricOf(name), { range }));
  return `(${parts.join(' + ')}) / (${increaseOf(metricOf(denominator), { range })} >= ${ofAtLeast})`;
}
