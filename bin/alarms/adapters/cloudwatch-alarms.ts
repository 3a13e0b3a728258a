import {
  type CloudWatchClient,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  type MetricAlarm,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { THRESHOLD_TAG } from '../../../lib/constructs/alarms/alarm-descriptions.ts';
import { UserError } from '../../../lib/contract/errors.ts';
import type { AlarmNow } from '../alarm-desk.ts';

/** Of one DescribeAlarms. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const MOST_NAMES = 100;

/** Begins the reason of a state that `weir alarms test` made. */
const TEST_REASON = 'weir alarms test';

/** Those of the names that are there, at most 100 names. */
export async function alarmsOf(
  client: CloudWatchClient,
  names: readonly string[],
): Promise<readonly MetricAlarm[]> {
  const command = new DescribeAlarmsCommand({
    AlarmNames: [...names],
    AlarmTypes: ['MetricAlarm'],
    MaxRecords: MOST_NAMES,
  });
  const { MetricAlarms = [] } = await client.send(command);
  return MetricAlarms;
}

const COMPARISONS: Readonly<Record<string, AlarmNow['comparison']>> = {
  GreaterThanThreshold: 'above',
  GreaterThanOrEqualToThreshold: 'at or above',
  LessThanThreshold: 'below',
};

const STATES = { OK: 'ok', ALARM: 'alarm', INSUFFICIENT_DATA: 'insufficient-data' } as const;

/** @param name the end of its full name */
export async function toAlarmNow(
  client: CloudWatchClient,
  name: string,
  alarm: MetricAlarm,
): Promise<AlarmNow> {
  const { StateValue = 'INSUFFICIENT_DATA', StateReason = '', ComparisonOperator = '' } = alarm;
  return {
    name,
    state: STATES[StateValue],
    since: (alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp)?.toISOString() ?? null,
    threshold: alarm.Threshold!,
    comparison: COMPARISONS[ComparisonOperator] ?? 'at or above',
    deployed: await deployedThreshold(client, alarm),
    value: latestValue(alarm),
    isTest: StateReason.startsWith(TEST_REASON),
  };
}

/** Of an account that may not read tags, or an emulator that has none: not known. */
async function deployedThreshold(
  client: CloudWatchClient,
  { AlarmArn }: MetricAlarm,
): Promise<number | null> {
  try {
    const { Tags = [] } = await client.send(new ListTagsForResourceCommand({ ResourceARN: AlarmArn }));
    const value = Number(Tags.find(({ Key }) => Key === THRESHOLD_TAG)?.Value ?? Number.NaN);
    return Number.isFinite(value) ? value : null;
  } catch (error) {
    if (/^(AccessDenied|InvalidAction|UnknownOperation|NotImplemented)/.test((error as Error).name))
      return null;
    throw error;
  }
}

/** CloudWatch keeps what it judged by as JSON that may have changed its form. */
function latestValue({ StateReasonData }: MetricAlarm): number | null {
  try {
    const value = JSON.parse(StateReasonData ?? '{}').recentDatapoints?.at(-1);
    return typeof value === 'number' ? value : null;
  } catch {
    return null;
  }
}

/** All that PutMetricAlarm takes of what DescribeAlarms tells: what is left out would be reset. Tags stay by themselves. */
const KEPT = [
  'AlarmName',
  'AlarmDescription',
  'ActionsEnabled',
  'OKActions',
  'AlarmActions',
  'InsufficientDataActions',
  'MetricName',
  'Namespace',
  'Statistic',
  'ExtendedStatistic',
  'Dimensions',
  'Period',
  'Unit',
  'EvaluationPeriods',
  'DatapointsToAlarm',
  'Threshold',
  'ComparisonOperator',
  'TreatMissingData',
  'EvaluateLowSampleCountPercentile',
  'Metrics',
  'ThresholdMetricId',
  'EvaluationWindow',
  'WarmUpConfiguration',
  'EvaluationCriteria',
  'EvaluationInterval',
  'ActionConfiguration',
] as const satisfies readonly (keyof MetricAlarm & keyof PutMetricAlarmInput)[];

/**
 * The same alarm with another threshold, whether it watches a metric or an expression.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 *
 * @returns the threshold before
 */
export async function putThreshold(
  client: CloudWatchClient,
  alarm: MetricAlarm,
  threshold: number,
): Promise<number> {
  const kept = Object.fromEntries(KEPT.map((key) => [key, alarm[key]]).filter(([, value]) => isSaid(value)));
  await client.send(
    new PutMetricAlarmCommand({ ...(kept as unknown as PutMetricAlarmInput), Threshold: threshold }),
  );
  return alarm.Threshold!;
}

/** An alarm on an expression is described with an empty list of dimensions, which it may not be put with. */
function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

/**
 * Actions are of changes: an alarm that is on already is first put into a state that tells nobody. CloudWatch puts
 * the true state back within minutes, and tells of that too.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html
 */
export async function raise(
  client: CloudWatchClient,
  { AlarmName, ActionsEnabled }: MetricAlarm,
): Promise<void> {
  if (ActionsEnabled === false)
    throw new UserError(
      `the actions of ${AlarmName} are disabled, so nobody is told: aws cloudwatch enable-alarm-actions --alarm-names ${AlarmName}`,
    );
  for (const StateValue of ['INSUFFICIENT_DATA', 'ALARM'] as const) {
    const StateReason = `${TEST_REASON}: nothing is wrong`;
    await client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }));
  }
}
