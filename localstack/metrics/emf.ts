import { z } from 'zod';
import {
  METRIC_CATALOGUE,
  type MetricEntry,
  REASON_OF_METRIC,
  REJECTIONS,
} from '../../lib/contract/metric-catalogue.ts';
import { METRIC_NAMESPACE, METRIC_SERVICES } from '../../lib/contract/metrics.ts';

/** Values of one metric, out of one document. */
export interface Reading {
  readonly metric: MetricEntry;
  readonly labels: Readonly<Record<string, string>>;
  /** Finite numbers in the metric's own unit, at least one. */
  readonly values: readonly number[];
}

/** A document of the embedded metric format, as far as it tells of Weir's metrics. */
export interface Document {
  readonly atMs: number;
  readonly readings: readonly Reading[];
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const documentSchema = z.looseObject({
  _aws: z.looseObject({
    Timestamp: z.int().nonnegative(),
    CloudWatchMetrics: z.array(
      z.looseObject({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.looseObject({ Name: z.string() })),
      }),
    ),
  }),
});
type EmfDocument = z.infer<typeof documentSchema>;
type Directive = EmfDocument['_aws']['CloudWatchMetrics'][number];

/** What CloudWatch takes: sums of such values are finite. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
const valueSchema = z
  .number()
  .min(-(2 ** 360))
  .max(2 ** 360);
const valuesSchema = z.union([valueSchema, z.array(valueSchema).max(100)]);

/** @returns undefined for a line that is no such document; metrics that the contract does not know are left out */
export function readEmf(line: string): Document | undefined {
  // Most lines of a log are no documents: they shall not cost a parse.
  if (!line.includes('"CloudWatchMetrics"')) return undefined;
  const { success, data } = documentSchema.safeParse(parse(line));
  if (!success) return undefined;
  const own = data._aws.CloudWatchMetrics.filter(({ Namespace }) => Namespace === METRIC_NAMESPACE);
  return own.length === 0
    ? undefined
    : { atMs: data._aws.Timestamp, readings: own.flatMap((directive) => readingsOf(data, directive)) };
}

function parse(line: string): unknown {
  try {
    // What runs on Lambda may print a prefix of time and request before its JSON.
    return JSON.parse(line.slice(line.indexOf('{')));
  } catch {
    return undefined;
  }
}

function readingsOf(document: EmfDocument, { Metrics }: Directive): Reading[] {
  return Metrics.flatMap(({ Name }) => {
    const reason = REASON_OF_METRIC.get(Name);
    const metric = reason === undefined ? METRIC_CATALOGUE.get(Name) : REJECTIONS;
    if (metric === undefined || document.service !== METRIC_SERVICES[metric.service]) return [];
    const labels = labelsOf(metric, { ...document, ...(reason && { reason }) });
    const values = valuesOf(document[Name]);
    return labels === undefined || values.length === 0 ? [] : [{ metric, labels, values }];
  });
}

function labelsOf(metric: MetricEntry, document: Readonly<Record<string, unknown>>) {
  const labels = metric.labels.map((label) => [label, document[label]] as const);
  return labels.every((pair): pair is [string, string] => typeof pair[1] === 'string')
    ? Object.fromEntries(labels as [string, string][])
    : undefined;
}

function valuesOf(value: unknown): number[] {
  const { data } = valuesSchema.safeParse(value);
  return data === undefined ? [] : [data].flat();
}
