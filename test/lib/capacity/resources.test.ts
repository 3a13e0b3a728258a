import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { STACK_RESOURCES } from '../../../lib/capacity/resources.ts';
import { inferenceStack, registryStack, testApp } from '../../support/cdk/stacks.ts';

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

test('what a plan counts of keys, alarms, dashboards and streams is what is deployed', () => {
  const of = deployed();
  const alarmMetrics = of('AWS::CloudWatch::Alarm').map(({ Properties }) => {
    const { MetricName, Metrics = [] } = Properties as AlarmProperties;
    return MetricName === undefined ? Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length : 1;
  });
  expect(STACK_RESOURCES).toEqual({
    keys: of('AWS::KMS::Key').length,
    alarmMetrics: alarmMetrics.reduce((sum, metrics) => sum + metrics, 0),
    compositeAlarms: of('AWS::CloudWatch::CompositeAlarm').length,
    dashboards: of('AWS::CloudWatch::Dashboard').length,
    streams: of('AWS::Kinesis::Stream').length,
  });
});
