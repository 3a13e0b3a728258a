import { Duration } from 'aws-cdk-lib';
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { Bucket } from 'aws-cdk-lib/aws-s3';

/**
 * What S3 counts of a bucket once a day and charges nothing for, former versions included.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html
 */

export function storedBytes(bucket: Bucket, options?: MetricOptions): Metric {
  return daily('BucketSizeBytes', { BucketName: bucket.bucketName, StorageType: 'StandardStorage' }, options);
}

export function storedObjects(bucket: Bucket, options?: MetricOptions): Metric {
  return daily('NumberOfObjects', { BucketName: bucket.bucketName, StorageType: 'AllStorageTypes' }, options);
}

function daily(metricName: string, dimensionsMap: Record<string, string>, options?: MetricOptions): Metric {
  const period = Duration.days(1);
  return new Metric({
    namespace: 'AWS/S3',
    metricName,
    dimensionsMap,
    period,
    statistic: 'Average',
    ...options,
  });
}
