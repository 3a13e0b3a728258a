import { CloudWatchClient, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import { CHAMPION } from '../../../lib/contract/alias.ts';
import {
  type ChallengerMetric,
  METRIC_DIMENSIONS,
  METRIC_NAMESPACE,
  METRIC_SERVICES,
} from '../../../lib/contract/metrics.ts';
import type { Challenge, LiveCounts, LiveSource } from '../live-agreement.ts';

export interface CloudWatchOptions {
  readonly region: string;
  /** The stage whose function is asked about. */
  readonly stage: string;
}

/** Fine enough for a challenge of an hour, and kept by CloudWatch for 15 days. */
const PERIOD_SECONDS = 300;

/**
 * The metrics of a deployed function. They carry no version, so a challenge counts from the first whole period after
 * the alias's move.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export function cloudWatch({ region, stage }: CloudWatchOptions): LiveSource {
  const client = new CloudWatchClient({ region, maxAttempts: 5 });
  return {
    async count(challenge) {
      const sums = { rows: 0, agreements: 0 };
      const pages = paginateGetMetricData(
        { client },
        {
          StartTime: nextPeriod(challenge.since),
          EndTime: challenge.until,
          MetricDataQueries: [
            query('rows', 'ChallengerRows', challenge, stage),
            query('agreements', 'ChallengerAgreements', challenge, stage),
          ],
        },
      );
      for await (const { MetricDataResults = [] } of pages) {
        for (const { Id, Values = [] } of MetricDataResults) {
          if (Id !== 'rows' && Id !== 'agreements') continue;
          sums[Id] += Values.reduce((sum, value) => sum + value, 0);
        }
      }
      return sums;
    },
  };
}

function query(id: keyof LiveCounts, metric: ChallengerMetric, { model }: Challenge, stage: string) {
  const values = { service: METRIC_SERVICES.inference, stage, model, alias: CHAMPION };
  return {
    Id: id,
    MetricStat: {
      Metric: {
        Namespace: METRIC_NAMESPACE,
        MetricName: metric,
        Dimensions: METRIC_DIMENSIONS.map((name) => ({ Name: name, Value: values[name] })),
      },
      Period: PERIOD_SECONDS,
      Stat: 'Sum',
    },
  };
}

function nextPeriod(time: Date): Date {
  const periodMs = PERIOD_SECONDS * 1_000;
  return new Date(Math.ceil(time.getTime() / periodMs) * periodMs);
}
