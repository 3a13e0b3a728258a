import { METRIC_CATALOGUE, REASON_OF_METRIC } from '../../../lib/contract/metric-catalogue.ts';
import { METRIC_NAMESPACE } from '../../../lib/contract/metrics.ts';

export const STAGE = { stage: 'local' };
export const MODEL = { ...STAGE, model: 'wine-quality' };
export const FUNCTION = { ...MODEL, alias: 'champion' };

type Values = Readonly<Record<string, number | readonly number[]>>;

/** A document of the embedded metric format, such as the function prints. */
export function emf(
  service: string,
  dimensions: Readonly<Record<string, string>>,
  values: Values,
  atMs: number,
): string {
  const Metrics = Object.keys(values).map((Name) => ({ Name, Unit: 'None' }));
  const Dimensions = [['service', ...Object.keys(dimensions)]];
  const CloudWatchMetrics = [{ Namespace: METRIC_NAMESPACE, Dimensions, Metrics }];
  return JSON.stringify({ _aws: { Timestamp: atMs, CloudWatchMetrics }, service, ...dimensions, ...values });
}

/** What the function publishes of a batch. */
export const ofFunction = (values: Values, atMs: number): string => emf('inference', FUNCTION, values, atMs);

/** What the drift job publishes of a model. */
export const ofDrift = (values: Values, atMs: number): string => emf('drift', MODEL, values, atMs);

/** A document of each service that holds every metric the contract knows. */
export function everything(atMs: number): string[] {
  const byKind = [...METRIC_CATALOGUE.values()].map(
    (metric) => [`${metric.service} ${metric.labels.join(' ')}`, metric] as const,
  );
  const groups = Map.groupBy(byKind, ([group]) => group);
  const documents = [...groups.values()].map((group) => {
    const { service, labels } = group[0]![1];
    const dimensions = Object.fromEntries(
      labels.map((label) => [label, { ...FUNCTION, feature: 'alcohol' }[label]!]),
    );
    return emf(service, dimensions, Object.fromEntries(group.map(([, { name }]) => [name, 1])), atMs);
  });
  const reasons = Object.fromEntries([...REASON_OF_METRIC.keys()].map((name) => [name, 1]));
  return [...documents, ofFunction(reasons, atMs)];
}
