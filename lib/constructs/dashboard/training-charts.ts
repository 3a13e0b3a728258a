import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Color, type IMetric, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { TrainingMetric } from '../../contract/metrics.ts';
import { trainingMetric } from '../training/metrics.ts';
import type { Chart } from './widgets.ts';

const HOUR = Duration.hours(1);

/**
 * The runs of the stage's training, of whichever models.
 * @param name of the state machine, in the account and region of the scope
 */
export function training(scope: Construct, name: string, stage: string): readonly Chart[] {
  const runs = (metricName: string, label: string, color: string): IMetric =>
    new Metric({
      namespace: 'AWS/States',
      metricName,
      dimensionsMap: { StateMachineArn: arnOf(scope, name) },
      statistic: Stats.SUM,
      period: HOUR,
      label,
      color,
    });
  const trials = (metric: TrainingMetric, label: string) =>
    trainingMetric(metric, stage, { period: HOUR, label });
  return [
    {
      title: 'Training runs of the stage',
      leftUnit: 'an hour',
      left: [
        runs('ExecutionsStarted', 'started', Color.GREY),
        runs('ExecutionsSucceeded', 'succeeded', Color.GREEN),
        runs('ExecutionsFailed', 'failed', Color.RED),
        runs('ExecutionsTimedOut', 'timed out', Color.ORANGE),
      ],
    },
    {
      title: 'Trials, and the age of the run',
      leftUnit: 'trials an hour',
      left: [trials('TrialsFinished', 'finished'), trials('TrialsFailed', 'failed')],
      right: [trials('RunAge', 'age of the run')],
      rightUnit: 'seconds',
    },
  ];
}

/** By its name: the stack of the training is another, which need not be there first. */
function arnOf(scope: Construct, resourceName: string): string {
  return Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
