import { expect } from 'vitest';

/** A document of CloudWatch's embedded metric format. */
export interface EmfDocument {
  readonly _aws: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

/** The EMF documents among lines of output. */
export function emfDocuments(lines: readonly string[]): EmfDocument[] {
  return lines.filter((line) => line.includes('"_aws"')).map((line) => JSON.parse(line));
}

/**
 * Holds a document to the format and its limits.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function expectValidEmf(document: EmfDocument): void {
  expect(Math.abs(document._aws.Timestamp - Date.now())).toBeLessThan(60_000);
  expect(document._aws.CloudWatchMetrics).toHaveLength(1);
  const [directive] = document._aws.CloudWatchMetrics;
  expect(directive!.Namespace).toBe('Weir');
  expect(directive!.Dimensions).toEqual([['service', 'stage', 'model', 'alias']]);
  for (const dimension of directive!.Dimensions[0]!) {
    expect(document[dimension], dimension).toEqual(expect.stringMatching(/^.{1,1024}$/));
  }
  const names = directive!.Metrics.map((metric) => metric.Name);
  expect(names.length).toBeLessThanOrEqual(100);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expectValues(name, document[name]);
}

function expectValues(name: string, member: unknown): void {
  const values = Array.isArray(member) ? member : [member];
  expect(values.length, name).toBeLessThanOrEqual(100);
  expect(values.length, name).toBeGreaterThan(0);
  for (const value of values) expect(Number.isFinite(value), `${name} is ${value}`).toBe(true);
}
