import { QueryBuilder } from '@grafana/grafana-foundation-sdk/alerting';
import { type AlarmDefinition, type AlarmExpression, LATE_SHARE } from '../../../lib/contract/alarms.ts';
import { metricOf } from '../../prometheus/promql.ts';
import { cloudwatchQuery, ownMetric } from '../cloudwatch-queries.ts';
import { dataSourceUid } from '../sources.ts';
import { math, reduced } from './expressions.ts';

/** The refId of what an alert compares. */
export const VALUE = 'value';

/** CloudWatch keeps statistic sets by the minute; windows of whole minutes are put together from these. */
const MINUTE = '60';

/** The value of an alarm over its latest period, for each stage, model and alias apart. */
export function cloudwatchValue({ expression, periodSeconds }: AlarmDefinition): QueryBuilder[] {
  if (expression.over === 'share') return shareOf(expression, periodSeconds);
  const { metric, over } = expression;
  if (over === 'mean') return meanOf(metric, periodSeconds);
  const { statistic, reducer } = WHOLE[over];
  // CloudWatch has a value a minute or two after it was published, and the job its own pace.
  const late = over === 'sum' ? 0 : periodSeconds * LATE_SHARE;
  return [query('each', metric, statistic, periodSeconds + late), reduced(VALUE, 'each', reducer)];
}

const WHOLE = {
  sum: { statistic: 'Sum', reducer: 'sum' },
  maximum: { statistic: 'Maximum', reducer: 'max' },
  minimum: { statistic: 'Minimum', reducer: 'min' },
} as const;

function meanOf(metric: string, seconds: number): QueryBuilder[] {
  return [
    query('sums', metric, 'Sum', seconds),
    query('counts', metric, 'SampleCount', seconds),
    reduced('sum', 'sums', 'sum'),
    reduced('count', 'counts', 'sum'),
    math(VALUE, '$sum / $count'),
  ];
}

/** Where the denominator is too small the condition makes the whole 0. */
function shareOf(
  { numerator, denominator, ofAtLeast }: AlarmExpression & { over: 'share' },
  seconds: number,
): QueryBuilder[] {
  const metrics = [...numerator, denominator];
  const sums = metrics.map((_, index) => `$sum${index}`);
  const of = sums.at(-1);
  return [
    ...metrics.map((metric, index) => query(`each${index}`, metric, 'Sum', seconds)),
    ...metrics.map((_, index) => reduced(`sum${index}`, `each${index}`, 'sum')),
    math(VALUE, `(${of} >= ${ofAtLeast}) * (${sums.slice(0, -1).join(' + ')}) / (${of} + (${of} == 0))`),
  ];
}

function query(refId: string, metric: string, statistic: string, seconds: number): QueryBuilder {
  const all = ownMetric(metricOf(metric), () => '*');
  const target = { id: refId, label: '', statistic, metric: all };
  return new QueryBuilder(refId)
    .datasourceUid(dataSourceUid('cloudwatch'))
    .relativeTimeRange({ from: seconds, to: 0 })
    .model(cloudwatchQuery(target, MINUTE));
}
