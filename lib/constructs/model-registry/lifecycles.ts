import { Duration } from 'aws-cdk-lib';
import type { LifecycleRule } from 'aws-cdk-lib/aws-s3';

/**
 * How long the buckets keep what is in them. S3 runs these rules itself: a bucket's denials of deletion do not
 * concern them. https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */

/** Uploads that were begun and never ended cost and show in no listing. */
const UNFINISHED: LifecycleRule = { id: 'unfinished', abortIncompleteMultipartUploadAfter: Duration.days(1) };

/** Overwritten and deleted objects: long enough to undo a mistake of last week. */
const FORMER_DAYS = 7;

/** Former states of the aliases say who moved them after an alias's own 50 moves are used up: a year and a month. */
const AUDIT_DAYS = 400;

/** Windows are compared with the same hours of prior weeks: a quarter of them. */
const WINDOWS_DAYS = 90;

/** The log of predictions, of which each line is one person's or thing's: as long as labels may take. */
const PREDICTIONS_DAYS = 30;

/** Sums of windows, derived and made again when they are missing: as far back as the job looks. */
const MERGED_DAYS = 40;

/** A sandbox writes its windows again and again: what it replaced is of no use, and what expired is gone. */
const GONE_AFTER = Duration.days(1);

/** Reports of drift, labels and accuracy, and what a study's trials were: to the same month of the year before. */
const REPORT_DAYS = 400;

/** Models, versions and aliases stay; what they replaced, and artifacts that a sweep hid, stay for an audit. */
export const REGISTRY_LIFECYCLE: readonly LifecycleRule[] = [
  UNFINISHED,
  { id: 'former', noncurrentVersionExpiration: Duration.days(AUDIT_DAYS) },
];

export const DATA_LIFECYCLE: readonly LifecycleRule[] = [
  UNFINISHED,
  { id: 'former', noncurrentVersionExpiration: Duration.days(FORMER_DAYS) },
  soonGone('windows', WINDOWS_DAYS),
  soonGone('predictions', PREDICTIONS_DAYS),
  soonGone('merged', MERGED_DAYS),
  ...['drift', 'labels', 'accuracy', 'studies'].map((id) => ({
    id,
    prefix: `${id}/`,
    expiration: Duration.days(REPORT_DAYS),
  })),
];

/** Of rules that overlap S3 takes the shorter time. https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html */
function soonGone(id: string, days: number): LifecycleRule {
  return {
    id,
    prefix: `${id}/`,
    expiration: Duration.days(days),
    noncurrentVersionExpiration: GONE_AFTER,
  };
}

/**
 * One age for the whole bucket: rejected records, given-up batches, and the marks of what was replayed. A mark is
 * written after what it marks and so outlives it. What has expired holds records' values, so it is not kept as a
 * former version: gone is gone after a day.
 */
export function quarantineLifecycle(retention: Duration): readonly LifecycleRule[] {
  return [
    UNFINISHED,
    { id: 'retention', expiration: retention, noncurrentVersionExpiration: Duration.days(1) },
  ];
}

export const ACCESS_LOG_LIFECYCLE: readonly LifecycleRule[] = [
  UNFINISHED,
  { id: 'retention', expiration: Duration.days(90) },
];
