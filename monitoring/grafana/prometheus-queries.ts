import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { type MetricEntry, REJECTIONS } from '../../lib/contract/metric-catalogue.ts';
import {
  increaseOf,
  latestOf,
  meanOf,
  metricOf,
  percentileOf,
  rateOf,
  type SeriesOptions,
} from '../prometheus/promql.ts';
import type { Aggregate, Series, Variables } from './panel.ts';

/** A step that always holds some scrapes. https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/ */
const RANGE = '$__rate_interval';

/** The query of one series. @param variables labels whose values the dashboard lets one choose */
export function prometheusQuery(series: Series, index: number, variables: Variables): DataqueryBuilder {
  return new DataqueryBuilder()
    .refId(refIdOf(index))
    .expr(expressionOf(series, variables))
    .legendFormat(legendOf(series))
    .range();
}

/** A, B, …, Z, then A26, … */
export function refIdOf(index: number): string {
  const letter = String.fromCharCode('A'.charCodeAt(0) + (index % 26));
  return index < 26 ? letter : `${letter}${index}`;
}

function expressionOf(series: Series, variables: Variables): string {
  const options = (metric: MetricEntry) => optionsOf(metric, variables);
  switch (series.of) {
    case 'metric':
      return AGGREGATES[series.as](metricOf(series.metric), options(metricOf(series.metric)));
    case 'share': {
      const rate = (name: string) => rateOf(metricOf(name), options(metricOf(name)));
      const parts = series.numerator.map(rate);
      const sum = parts.length === 1 ? parts[0] : `(${parts.join(' + ')})`;
      return `${sum} / ${rate(series.denominator)}`;
    }
    case 'reasons':
      return increaseOf(REJECTIONS, options(REJECTIONS));
    case 'promql':
      return series.expression;
    case 'aws':
      throw new Error(`Prometheus has no ${series.metric}`);
  }
}

const AGGREGATES: Readonly<Record<Aggregate, (metric: MetricEntry, options: SeriesOptions) => string>> = {
  perSecond: rateOf,
  increase: increaseOf,
  mean: meanOf,
  p99: (metric, options) => percentileOf(metric, 0.99, options),
  highest: (metric, { selector }) => latestOf(metric, 'max', selector),
  lowest: (metric, { selector }) => latestOf(metric, 'min', selector),
  latest: (metric, { selector }) => latestOf(metric, 'avg', selector),
};

function optionsOf({ labels }: MetricEntry, variables: Variables): SeriesOptions {
  const chosen = variables.filter((variable) => labels.includes(variable));
  const matchers = chosen.map((variable) => `${variable}="$${variable}"`);
  return { selector: `{${matchers.join(', ')}}`, range: RANGE };
}

function legendOf(series: Series): string {
  if (series.of === 'reasons') return '{{reason}}';
  const isByFeature = series.of === 'metric' && metricOf(series.metric).labels.includes('feature');
  return isByFeature ? '{{feature}}' : series.label;
}
