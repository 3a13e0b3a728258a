import { CloudWatchClient, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import { CHAMPION } from '../../../lib/contract/alias.ts';
import { DEFAULT_POLL_SECONDS } from '../../../lib/contract/environment.ts';
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

/** Fine enough for a challenge of an hour, and kept by CloudWatch for 63 days. */
const PERIOD_SECONDS = 300;

/** Which sum a metric belongs to. */
const SUM_OF = {
  ChallengerRows: 'rows',
  ChallengerFailures: 'rows',
  ChallengerAgreements: 'agreements',
} as const satisfies Partial<Record<ChallengerMetric, keyof LiveCounts>>;

const METRICS = Object.keys(SUM_OF) as (keyof typeof SUM_OF)[];

/**
 * The metrics of a deployed function. They carry no version, so a challenge counts from the first whole period in
 * which every function has followed the alias.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export function cloudWatch({ region, stage }: CloudWatchOptions): LiveSource {
  const client = new CloudWatchClient({ region, maxAttempts: 5 });
  return {
    async count(challenge) {
      const sums = { rows: 0, agreements: 0 };
      const from = firstPeriod(challenge.since);
      if (from >= challenge.until) return sums;
      const pages = paginateGetMetricData(
        { client },
        {
          StartTime: from,
          EndTime: challenge.until,
          MetricDataQueries: METRICS.map((metric, at) => query(`m${at}`, metric, challenge, stage)),
        },
      );
      for await (const { MetricDataResults = [] } of pages) {
        for (const { Id, Values = [] } of MetricDataResults) {
          const metric = METRICS[Number(Id?.slice(1))];
          if (metric !== undefined) sums[SUM_OF[metric]] += Values.reduce((sum, value) => sum + value, 0);
        }
      }
      return sums;
    },
  };
}

function query(id: string, metric: ChallengerMetric, { model }: Challenge, stage: string) {
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

/** Functions look at the alias every so often: until then they try the challenger before. */
function firstPeriod(since: Date): Date {
  const periodMs = PERIOD_SECONDS * 1_000;
  const followed = since.getTime() + DEFAULT_POLL_SECONDS * 1_000;
  return new Date(Math.ceil(followed / periodMs) * periodMs);
}
