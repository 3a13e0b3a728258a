import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import {
  METRIC_NAMESPACE,
  METRIC_SERVICES,
  type TRAINING_DIMENSIONS,
  TRAINING_METRICS,
  type TrainingMetric,
} from '../../contract/metrics.ts';

type Dimensions = Readonly<Record<(typeof TRAINING_DIMENSIONS)[number], string>>;

/** What the tasks publish themselves, with the dimensions that they give it. Counts add up; of an age the highest tells. */
export function trainingMetric(name: TrainingMetric, stage: string, options?: MetricOptions): Metric {
  const dimensionsMap: Dimensions = { service: METRIC_SERVICES.training, stage };
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: name,
    dimensionsMap,
    statistic: TRAINING_METRICS[name].unit === 'Count' ? Stats.SUM : Stats.MAXIMUM,
    period: Duration.minutes(1),
    ...options,
  });
}
