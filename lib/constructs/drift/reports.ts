import { Stack } from 'aws-cdk-lib';
import { keys } from '../../contract/keys.ts';
import type { ModelRegistry } from '../model-registry/model-registry.ts';

export interface ReportsPlace {
  readonly registry: ModelRegistry;
  readonly model: string;
  /** Where the data bucket is served. Default: the console of S3, for those who may read the bucket. */
  readonly reportUrl?: string | undefined;
}

/** Where the latest report of drift always is: for alarms and dashboards, which cannot know a window. */
export function reportsAddress({ registry, model, reportUrl }: ReportsPlace): string {
  const key = keys.latestDriftReport(model);
  if (reportUrl !== undefined) return `${reportUrl.replace(/\/$/, '')}/${key}`;
  const { dataBucket } = registry;
  const { region } = Stack.of(dataBucket);
  return `https://${region}.console.aws.amazon.com/s3/object/${dataBucket.bucketName}?region=${region}&prefix=${key}`;
}
