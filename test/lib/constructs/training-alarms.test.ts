import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { type AlarmProperties, minutesInAlarm, type Series } from '../../support/alarm-evaluation.ts';
import { testApp, trainingStack } from '../../support/cdk/stacks.ts';

function alarmsOf(stack: ReturnType<typeof trainingStack>): readonly AlarmProperties[] {
  const found = Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm');
  return Object.values(found).map(({ Properties }) => Properties);
}

const alarms = alarmsOf(trainingStack(testApp()));

function minutesOf(name: string, series: Series): number[] {
  return minutesInAlarm(alarms.find(({ AlarmName }) => AlarmName === `weir-test-training-${name}`)!, series);
}

/** Minute by minute, by what happens in it; what is left out was not published. */
function minutes(count: number, value: (minute: number) => number | undefined): (number | undefined)[] {
  return Array.from({ length: count }, (_, minute) => value(minute));
}

const DAY = 1_440;
const RUN = { from: 210, to: 290 };
const during = (value: (minute: number) => number) => (minute: number) =>
  minute % DAY >= RUN.from && minute % DAY < RUN.to ? value(minute % DAY) : undefined;

/** Four days, in each a run of 80 minutes. */
const WELL: Series = {
  ExecutionsSucceeded: minutes(4 * DAY, (minute) => (minute % DAY === RUN.to ? 1 : undefined)),
  ExecutionsFailed: minutes(4 * DAY, () => undefined),
  ExecutionsTimedOut: minutes(4 * DAY, () => undefined),
  Heartbeats: minutes(
    4 * DAY,
    during((minute) => (minute < RUN.from + 3 ? 0 : 2)),
  ),
  CpuReserved: minutes(
    4 * DAY,
    during(() => 2_048),
  ),
  RunAge: minutes(
    4 * DAY,
    during((minute) => (minute - RUN.from) * 60),
  ),
  ApproximateNumberOfMessagesVisible: minutes(4 * DAY, () => 0),
};

test('with a run that succeeds every day no alarm is on', () => {
  expect(alarms).toHaveLength(6);
  for (const alarm of alarms) {
    // Before the first success there is none: CloudWatch gives a new alarm time for it.
    const on = minutesInAlarm(alarm, WELL).filter((minute) => minute > DAY);
    expect([alarm.AlarmName, on]).toEqual([alarm.AlarmName, []]);
  }
});

test.each([
  ['failed', 'ExecutionsFailed', 1],
  ['timed-out', 'ExecutionsTimedOut', 1],
  ['overdue', 'RunAge', 7_200],
  ['not-started', 'ApproximateNumberOfMessagesVisible', 1],
])('training-%s tells at once, and ends by itself', (name, metric, value) => {
  const once = minutes(30, (minute) => (minute === 7 ? value : undefined));
  expect(minutesOf(name, { [metric]: once })).toEqual([9]);
  const less = minutes(30, (minute) => (minute === 7 ? value - 1 : undefined));
  expect(minutesOf(name, { [metric]: less })).toEqual([]);
});

test('tasks that run and do not tell are silent after a quarter of an hour; tasks that are not there are not', () => {
  const silent = {
    CpuReserved: minutes(40, (minute) => (minute < 30 ? 2_048 : undefined)),
    Heartbeats: minutes(40, () => undefined),
  };
  expect(minutesOf('silent', silent)).toEqual([14, 19, 24, 29]);
  expect(
    minutesOf('silent', {
      ...silent,
      CpuReserved: minutes(40, (minute) => (minute < 10 ? 2_048 : undefined)),
    }),
  ).toEqual([]);
  const hung = { ...silent, Heartbeats: minutes(40, (minute) => (minute < 12 ? 1 : undefined)) };
  expect(minutesOf('silent', hung)).toEqual([29]);
});

test('a drift job that runs on the same cluster, however long, is no training task that does not tell', () => {
  const { Metrics = [] } = alarms.find(({ AlarmName }) => AlarmName.endsWith('-silent'))!;
  const running = Metrics.filter(({ MetricStat }) => MetricStat?.Metric.MetricName === 'CpuReserved');
  const families = running.map(({ MetricStat }) =>
    MetricStat?.Metric.Dimensions?.find(({ Name }) => Name === 'TaskDefinitionFamily'),
  );
  expect(families.map((family) => family?.Value)).toEqual([
    'weir-test-training-worker',
    'weir-test-training-finalizer',
  ]);
});

test('a day and a half without a success is told, and not on the day of the first deployment', () => {
  const last = { ExecutionsSucceeded: minutes(3 * DAY, (minute) => (minute === DAY ? 1 : undefined)) };
  const on = minutesOf('stale', last);
  const stale = alarms.find(({ AlarmName }) => AlarmName.endsWith('stale'));
  expect(stale).toMatchObject({ WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 36 * 60 } });
  const after = on.filter((minute) => minute > DAY);
  expect(after[0]! - DAY).toBeGreaterThanOrEqual(36 * 60);
  expect(after[0]! - DAY).toBeLessThanOrEqual(42 * 60);
});

test('without a schedule nothing is due, and nothing is said to be late', () => {
  const names = alarmsOf(trainingStack(testApp(), { daily: [] })).map(({ AlarmName }) => AlarmName);
  expect(names.map((name) => name.replace('weir-test-training-', ''))).toEqual([
    'failed',
    'timed-out',
    'overdue',
    'silent',
  ]);
});

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html: of periods below an hour a day, of others a week. */
test('no alarm looks back further than CloudWatch lets it', () => {
  for (const { AlarmName, EvaluationPeriods, Period, Metrics = [] } of alarms) {
    const seconds = Period ?? Math.max(...Metrics.map(({ MetricStat }) => MetricStat?.Period ?? 0));
    const most = seconds < 3_600 ? 86_400 : 604_800;
    expect([AlarmName, EvaluationPeriods * seconds <= most]).toEqual([AlarmName, true]);
  }
});
