import { METRIC_NAMESPACE, METRIC_SERVICES } from '../../../lib/contract/metrics.ts';

export interface EmfDocument {
  /** Default: the drift job. */
  readonly service?: keyof typeof METRIC_SERVICES;
  readonly at: Date;
  /** In the order of their names here; `service` stands before them. */
  readonly dimensions: Readonly<Record<string, string>>;
  /** Stand in the document without being dimensions. */
  readonly properties?: Readonly<Record<string, string | number>>;
  /** Definitions of the metrics by name. */
  readonly definitions: Readonly<Record<string, { readonly unit: string }>>;
  /** What is null or undefined has no value. */
  readonly values: Readonly<Record<string, number | null | undefined>>;
}

/**
 * One document of the embedded metric format, as a line; undefined when no metric has a value.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function emfLine({
  service = 'drift',
  at,
  dimensions,
  properties,
  definitions,
  values,
}: EmfDocument): string | undefined {
  const known = Object.entries(values).filter(([, value]) => Number.isFinite(value));
  if (known.length === 0) return undefined;
  const all = { service: METRIC_SERVICES[service], ...dimensions };
  const Metrics = known.map(([Name]) => ({ Name, Unit: definitions[Name]!.unit }));
  const CloudWatchMetrics = [{ Namespace: METRIC_NAMESPACE, Dimensions: [Object.keys(all)], Metrics }];
  const _aws = { Timestamp: at.getTime(), CloudWatchMetrics };
  return JSON.stringify({ _aws, ...properties, ...all, ...Object.fromEntries(known) });
}
