import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { CHAMPION } from '../../contract/alias.ts';
import {
  FUNCTION_METRICS,
  type InferenceMetric,
  type METRIC_DIMENSIONS,
  METRIC_NAMESPACE,
  METRIC_SERVICES,
  rejectionMetric,
} from '../../contract/metrics.ts';
import type { RejectionReason } from '../../contract/rejection.ts';
import type { FunctionSettings } from './function-settings.ts';

type Dimension = (typeof METRIC_DIMENSIONS)[number];

/** The metrics that the function publishes itself, with the very dimensions that it gives them. */
export class FunctionMetrics {
  readonly #scope: Construct;
  readonly #dimensions: Readonly<Record<Dimension, string>>;

  constructor(scope: Construct, settings: Pick<FunctionSettings, 'stage' | 'model' | 'alias'>) {
    const { stage, model, alias = CHAMPION } = settings;
    this.#scope = scope;
    this.#dimensions = { service: METRIC_SERVICES.inference, stage, model, alias };
  }

  metric(name: InferenceMetric, options?: MetricOptions): Metric {
    return this.#metric(name, statisticOf(name), options);
  }

  rejected(reason: RejectionReason, options?: MetricOptions): Metric {
    return this.#metric(rejectionMetric(reason), Stats.SUM, options);
  }

  #metric(metricName: string, statistic: string, options?: MetricOptions): Metric {
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName,
      dimensionsMap: this.#dimensions,
      statistic,
      period: Duration.minutes(1),
      ...options,
    }).attachTo(this.#scope);
  }
}

/** Counts add up, of an age the highest tells, and of what is measured the mean is a beginning. */
function statisticOf(name: InferenceMetric): string {
  const { unit } = FUNCTION_METRICS[name];
  if (unit === 'Count') return Stats.SUM;
  return unit === 'Seconds' ? Stats.MAXIMUM : Stats.AVERAGE;
}
