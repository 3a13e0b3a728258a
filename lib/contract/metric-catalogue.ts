import {
  DRIFT_DIMENSIONS,
  DRIFT_FEATURE_DIMENSIONS,
  DRIFT_FEATURE_METRICS,
  DRIFT_METRICS,
  FUNCTION_METRICS,
  kindOf,
  METRIC_DIMENSIONS,
  type METRIC_SERVICES,
  type MetricDefinition,
  type MetricKind,
  prometheusName,
  rejectionMetric,
  TRAINING_DIMENSIONS,
  TRAINING_METRICS,
} from './metrics.ts';
import { REJECTION_REASON_NAMES, type RejectionReason } from './rejection.ts';

/** A metric with all that one must know to find it in CloudWatch or in Prometheus. */
export interface MetricEntry {
  /** In CloudWatch, and in the embedded metric format. */
  readonly name: string;
  readonly definition: MetricDefinition;
  readonly kind: MetricKind;
  /** The value of its dimension `service`. */
  readonly service: keyof typeof METRIC_SERVICES;
  /** Its dimensions in CloudWatch, `service` first. */
  readonly dimensions: readonly string[];
  /** In Prometheus; of a distribution, to be followed by _sum, _count or _bucket. */
  readonly prometheus: string;
  /** Its labels in Prometheus. The name tells the service already, so there is no label for it. */
  readonly labels: readonly string[];
}

/**
 * Every metric of Weir's own namespace by its name in CloudWatch, but rejections by reason, and what the function of a
 * label stream tells: that one is on AWS alone, and for an alarm there.
 */
export const METRIC_CATALOGUE: ReadonlyMap<string, MetricEntry> = new Map(
  [
    ...entries(FUNCTION_METRICS, 'inference', METRIC_DIMENSIONS),
    ...entries(DRIFT_METRICS, 'drift', DRIFT_DIMENSIONS),
    ...entries(DRIFT_FEATURE_METRICS, 'drift', DRIFT_FEATURE_DIMENSIONS),
    ...entries(TRAINING_METRICS, 'training', TRAINING_DIMENSIONS),
  ].map((entry) => [entry.name, entry]),
);

/**
 * Rejections by reason. In CloudWatch each reason is a metric of its own (RejectedNotJson, …), for a dimension would
 * be paid for with each of its values; in Prometheus it is a label.
 */
export const REJECTIONS: MetricEntry = (() => {
  const definition: MetricDefinition = { unit: 'Count', meaning: 'Records put in quarantine, by reason.' };
  const [entry] = entries({ Rejections: definition }, 'inference', METRIC_DIMENSIONS);
  return { ...entry!, labels: [...entry!.labels, 'reason'] };
})();

/** The reason that a metric counts, by the metric's name in CloudWatch. */
export const REASON_OF_METRIC: ReadonlyMap<string, RejectionReason> = new Map(
  REJECTION_REASON_NAMES.map((reason) => [rejectionMetric(reason), reason]),
);

function entries(
  metrics: Readonly<Record<string, MetricDefinition>>,
  service: MetricEntry['service'],
  dimensions: readonly string[],
): MetricEntry[] {
  return Object.entries(metrics).map(([name, definition]) => ({
    name,
    definition,
    kind: kindOf(definition),
    service,
    dimensions,
    prometheus: prometheusName(name, definition),
    labels: dimensions.filter((dimension) => dimension !== 'service'),
  }));
}
