import { CloudWatchClient, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import { CHAMPION } from '../../../lib/contract/alias.ts';
import {
  type InferenceMetric,
  METRIC_DIMENSIONS,
  METRIC_NAMESPACE,
  METRIC_SERVICES,
} from '../../../lib/contract/metrics.ts';

const PREDICTED: InferenceMetric = 'RecordsPredicted';
const TIMEOUT_MS = 10_000;
const PERIOD_SECONDS = 3600;

/**
 * How many records the function of a stage predicted in a span, by its own metrics; undefined when it has none.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export function predictedRecords(
  stage: string,
): (model: string, from: Date, to: Date) => Promise<number | undefined> {
  let client: CloudWatchClient | undefined;
  return async (model, from, to) => {
    client ??= new CloudWatchClient({ maxAttempts: 3 });
    const query = { StartTime: from, EndTime: to, MetricDataQueries: [queryFor(model, stage)] };
    let sum: number | undefined;
    const abortSignal = AbortSignal.timeout(TIMEOUT_MS);
    for await (const { MetricDataResults = [] } of paginateGetMetricData({ client }, query, {
      abortSignal,
    })) {
      for (const { Values = [] } of MetricDataResults) for (const value of Values) sum = (sum ?? 0) + value;
    }
    return sum;
  };
}

function queryFor(model: string, stage: string) {
  const values = { service: METRIC_SERVICES.inference, stage, model, alias: CHAMPION };
  const Dimensions = METRIC_DIMENSIONS.map((name) => ({ Name: name, Value: values[name] }));
  return {
    Id: 'predicted',
    MetricStat: {
      Metric: { Namespace: METRIC_NAMESPACE, MetricName: PREDICTED, Dimensions },
      Period: PERIOD_SECONDS,
      Stat: 'Sum',
    },
  };
}
