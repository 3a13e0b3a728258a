import { Metrics } from '@aws-lambda-powertools/metrics';
import {
  FUNCTION_METRICS,
  type InferenceMetric,
  METRIC_NAMESPACE,
  METRIC_SERVICES,
  rejectionMetric,
} from '../../../lib/contract/metrics.ts';
import type { RejectionReason } from '../../../lib/contract/rejection.ts';
import { orderStatistics } from './confidence.ts';

/** What an invocation publishes; a value that is undefined or not finite is left out. */
export interface MetricReport {
  readonly values: Readonly<Partial<Record<Exclude<InferenceMetric, 'Confidence'>, number | undefined>>>;
  readonly rejectedByReason: Readonly<Partial<Record<RejectionReason, number>>>;
  /** Of each prediction; undefined for models without probabilities. */
  readonly confidence: Float32Array | undefined;
  /** Stand in the document without being metrics or dimensions: they have too many values to be paid for. */
  readonly properties: Readonly<Record<string, string>>;
}

/** Publishes one EMF document for each report. */
export type PublishMetrics = (report: MetricReport) => void;

/** @returns a publisher whose metrics carry the dimensions service, stage, model and alias */
export function createMetrics(dimensions: {
  readonly stage: string;
  readonly model: string;
  readonly alias: string;
}): PublishMetrics {
  const { stage, model, alias } = dimensions;
  const metrics = new Metrics({
    namespace: METRIC_NAMESPACE,
    serviceName: METRIC_SERVICES.inference,
    defaultDimensions: { stage, model, alias },
  });
  return (report) => publish(metrics, report);
}

function publish(metrics: Metrics, report: MetricReport): void {
  for (const [name, property] of Object.entries(report.properties)) metrics.addMetadata(name, property);
  for (const [name, value] of Object.entries(report.values)) {
    if (value === undefined || !Number.isFinite(value)) continue;
    metrics.addMetric(name, FUNCTION_METRICS[name as InferenceMetric].unit, value);
  }
  for (const [reason, count] of Object.entries(report.rejectedByReason)) {
    metrics.addMetric(rejectionMetric(reason as RejectionReason), 'Count', count);
  }
  // Last: Powertools publish by themselves with the hundredth value of a metric, and then nothing is left.
  for (const value of orderStatistics(report.confidence ?? new Float32Array())) {
    metrics.addMetric('Confidence', FUNCTION_METRICS.Confidence.unit, value);
  }
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}
