import type { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { EventSource } from '../event-source/event-source.ts';
import type { InferenceFunction } from '../inference-function/inference-function.ts';
import type { PredictionStreams } from '../prediction-streams/prediction-streams.ts';

/** What no metric says by itself. */

/** A share of the received records, which of too few is none. */
export function rejectedShare(
  inference: InferenceFunction,
  ofAtLeast: number,
  period: Duration,
): MathExpression {
  return new MathExpression({
    expression: `IF(received >= ${ofAtLeast}, rejected / received, 0)`,
    label: 'rejected share',
    period,
    usingMetrics: {
      rejected: inference.metric('RecordsRejected', { period }),
      received: inference.metric('RecordsReceived', { period }),
    },
  });
}

/**
 * The records that were put in a period in which the mapping invoked the function with none; zero where it did.
 *
 * Not the records that Lambda read: while a batch is retried it reads no others, and would be taken for a mapping that
 * does nothing. What it invokes with is counted at each try, throttled ones included. A mapping that is disabled or
 * deleted has no values at all, which FILL makes zeros.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html#event-source-mapping-metrics
 */
export function recordsNotFed(
  streams: PredictionStreams,
  eventSource: EventSource,
  period: Duration,
): MathExpression {
  return new MathExpression({
    expression: 'IF(FILL(invoked, 0) > 0, 0, FILL(incoming, 0))',
    label: 'records put while none is fed',
    period,
    usingMetrics: {
      incoming: streams.metricInputRecords({ period }),
      invoked: eventSource.metricInvokedEvents({ period }),
    },
  });
}
