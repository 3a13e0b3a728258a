/**
 * Metrics that AWS itself publishes about what Weir deploys. `$stage` and `$model` are the dashboard's.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
 * https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 */
const FUNCTION = {
  namespace: 'AWS/Lambda',
  dimensions: { FunctionName: 'weir-$stage-$model-inference' },
} as const;

/** Whatever their names are: streams and state machines can be named by the stage's settings. */
const INPUT = { namespace: 'AWS/Kinesis', dimensions: { StreamName: '*' } } as const;
const RUNS = { namespace: 'AWS/States', dimensions: { StateMachineArn: '*' } } as const;

export const AWS_METRICS = {
  IteratorAge: FUNCTION,
  Errors: FUNCTION,
  Throttles: FUNCTION,
  Duration: FUNCTION,
  ConcurrentExecutions: FUNCTION,
  Invocations: FUNCTION,
  IncomingRecords: INPUT,
  WriteProvisionedThroughputExceeded: INPUT,
  ReadProvisionedThroughputExceeded: INPUT,
  ExecutionsStarted: RUNS,
  ExecutionsSucceeded: RUNS,
  ExecutionsFailed: RUNS,
  ExecutionsTimedOut: RUNS,
} as const;
export type AwsMetric = keyof typeof AWS_METRICS;
