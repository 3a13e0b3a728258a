import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { DRIFT_DIMENSIONS, LABEL_METRICS } from '../../../lib/contract/metrics.ts';
import { type AlarmProperties, minutesInAlarm, type Series } from '../../support/alarm-evaluation.ts';
import { FUNCTION_DIRECTORY, inferenceStack, testApp } from '../../support/cdk/stacks.ts';

type Deployed = AlarmProperties & {
  readonly AlarmActions: readonly unknown[];
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
};

const template = Template.fromStack(
  inferenceStack(testApp(), { labels: { directory: FUNCTION_DIRECTORY } }),
).toJSON();
const resources = Object.values<{ Type: string; Properties: Deployed }>(template.Resources);

function alarmNamed(name: string): Deployed {
  const full = `weir-test-wine-quality-${name}`;
  return resources.find(
    ({ Type, Properties }) => Type === 'AWS::CloudWatch::Alarm' && Properties.AlarmName === full,
  )!.Properties;
}

const on = (name: string, series: Series) => minutesInAlarm(alarmNamed(name), series);

/** Minute by minute of an hour; what is left out was not published. */
const hour = (value: (minute: number) => number | undefined) =>
  Array.from({ length: 60 }, (_, i) => value(i));

const NOTHING = hour(() => undefined);
const QUIET: Series = { IncomingRecords: NOTHING, Invocations: NOTHING, Errors: NOTHING };

test('labels that are kept ring nothing, nor does a stream without any', () => {
  expect(on('labels-waiting', QUIET)).toEqual([]);
  const steady = { IncomingRecords: hour(() => 5), Invocations: hour(() => 1), Errors: hour(() => 0) };
  expect(on('labels-waiting', steady)).toEqual([]);
  // Put at the end of a period, fed at the beginning of the next.
  const lone = {
    ...QUIET,
    IncomingRecords: hour((minute) => (minute === 9 ? 1 : undefined)),
    Invocations: hour((minute) => (minute === 10 ? 1 : undefined)),
  };
  expect(on('labels-waiting', lone)).toEqual([]);
  const onceFailed = {
    IncomingRecords: hour(() => 5),
    Invocations: hour(() => 3),
    Errors: hour((minute) => (minute === 12 ? 3 : 0)),
  };
  expect(on('labels-waiting', onceFailed)).toEqual([]);
});

test('labels of a function that fails wait, though they came at once, and until it succeeds', () => {
  const failing: Series = {
    IncomingRecords: hour((minute) => (minute === 3 ? 900 : undefined)),
    Invocations: hour((minute) => (minute < 4 || minute > 45 ? undefined : 2)),
    Errors: hour((minute) => (minute < 4 || minute > 45 ? undefined : minute === 45 ? 1 : 2)),
  };
  expect(on('labels-waiting', failing)).toEqual([19, 29, 39]);
});

test('labels that no invocation comes for wait too: throttled, disabled or not allowed to read', () => {
  const unfed = { ...QUIET, IncomingRecords: hour(() => 1) };
  expect(on('labels-waiting', unfed)).toEqual([19, 29, 39, 49, 59]);
});

test('a line that is no label tells at once, with the dimensions that the function gives it', () => {
  const alarm = alarmNamed('labels-invalid');
  expect(on('labels-invalid', { LabelsInvalid: hour((minute) => (minute === 7 ? 1 : undefined)) })).toEqual([
    59,
  ]);
  expect(on('labels-invalid', { LabelsInvalid: NOTHING })).toEqual([]);
  expect(Object.keys(LABEL_METRICS)).toEqual([alarm.MetricName]);
  const dimensions = Object.fromEntries((alarm.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]));
  expect(dimensions).toEqual({ service: 'labels', stage: 'test', model: 'wine-quality' });
  expect(Object.keys(dimensions).toSorted()).toEqual([...DRIFT_DIMENSIONS].toSorted());
});

test('both tell the topic, and stand on the dashboard with the others', () => {
  const names = ['labels-waiting', 'labels-invalid'];
  for (const name of names) expect(JSON.stringify(alarmNamed(name).AlarmActions)).toContain('AlarmsTopic');
  const dashboards = JSON.stringify(resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard'));
  for (const name of names) expect(dashboards).toContain(`weir-test-wine-quality-${name}`);
});

test('without a stream of labels there are no alarms of one', () => {
  const without = JSON.stringify(Template.fromStack(inferenceStack(testApp())).toJSON());
  expect(without).not.toContain('labels-waiting');
});
