import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  type DRIFT_DIMENSIONS,
  DRIFT_METRICS,
  type DriftMetric,
  METRIC_NAMESPACE,
  METRIC_SERVICES,
} from '../../contract/metrics.ts';

type Dimensions = Readonly<Record<(typeof DRIFT_DIMENSIONS)[number], string>>;

/** Which job: of a stage and a model. */
export interface DriftSource {
  readonly stage: string;
  readonly model: string;
}

/** The dimensions that the job gives its metrics. */
export function driftDimensions({ stage, model }: DriftSource): Dimensions {
  return { service: METRIC_SERVICES.drift, stage, model };
}

/** What the job publishes once an hour. Counts add up; of all else the highest of an hour tells. */
export function driftMetric(name: DriftMetric, source: DriftSource, options?: MetricOptions): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: name,
    dimensionsMap: driftDimensions(source),
    statistic: DRIFT_METRICS[name].unit === 'Count' ? Stats.SUM : Stats.MAXIMUM,
    period: Duration.hours(1),
    ...options,
  });
}
