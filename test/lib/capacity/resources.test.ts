import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { DRIFT_JOB, STACK_RESOURCES, TRAINING_RESOURCES } from '../../../lib/capacity/resources.ts';
import { DRIFT_MEMORY_MB } from '../../../lib/constructs/drift/drift-function.ts';
import { inferenceStack, registryStack, testApp, trainingStack } from '../../support/cdk/stacks.ts';

interface AlarmProperties {
  readonly MetricName?: string;
  readonly Metrics?: readonly { readonly MetricStat?: unknown }[];
}

/** The resources of both stacks of one model, by type. */
function deployed(): (type: string) => readonly { readonly Properties: unknown }[] {
  const app = testApp();
  const platform = registryStack(app);
  const stacks = [platform, inferenceStack(app, { platform })];
  const resources = stacks.flatMap((one) => Object.values(Template.fromStack(one).toJSON().Resources));
  return (type) =>
    (resources as { Type: string; Properties: unknown }[]).filter((resource) => resource.Type === type);
}

/** How many metrics alarms watch. */
function metricsOf(alarms: readonly unknown[]): number {
  const counts = alarms.map((alarm) => {
    const { MetricName, Metrics = [] } = alarm as AlarmProperties;
    return MetricName === undefined ? Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length : 1;
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

test('what a plan counts of the training stack is what is deployed with a daily run', () => {
  const resources = Object.values<{ Type: string; Properties: unknown }>(
    Template.fromStack(trainingStack()).toJSON().Resources,
  );
  const of = (wanted: string) =>
    resources.filter(({ Type }) => Type === wanted).map(({ Properties }) => Properties);
  expect(TRAINING_RESOURCES).toEqual({
    keys: of('AWS::KMS::Key').length,
    alarmMetrics: metricsOf(of('AWS::CloudWatch::Alarm')),
  });
});

test('what a plan counts of keys, alarms, dashboards and streams is what is deployed', () => {
  const of = deployed();
  expect(STACK_RESOURCES).toEqual({
    keys: of('AWS::KMS::Key').length,
    alarmMetrics: metricsOf(of('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties)),
    compositeAlarms: of('AWS::CloudWatch::CompositeAlarm').length,
    dashboards: of('AWS::CloudWatch::Dashboard').length,
    streams: of('AWS::Kinesis::Stream').length,
  });
});

test('the memory that a plan counts for the drift job is what it is deployed with', () => {
  expect(DRIFT_JOB.memoryMb).toBe(DRIFT_MEMORY_MB);
});
