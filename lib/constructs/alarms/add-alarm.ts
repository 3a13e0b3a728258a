import { type Duration, Tags } from 'aws-cdk-lib';
import {
  Alarm,
  type CfnAlarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Construct } from 'constructs';
import { matchingText } from '../range.ts';
import { RUNBOOK, THRESHOLD_TAG } from './alarm-descriptions.ts';
import type { AlarmTopic } from './alarm-topic.ts';

/** When an alarm goes off: at so many of the latest minutes (or other periods) that reach the threshold. */
export interface AlarmRule {
  readonly metric: IMetric;
  readonly threshold: number;
  readonly datapointsToAlarm: number;
  readonly evaluationPeriods: number;
  /** Default: what is not there is no fault. */
  readonly treatMissingData?: TreatMissingData;
  /**
   * For how long a new alarm tells nobody, unless enough values to be judged by come sooner: up to two days. For those
   * to which silence is a fault: on the day of a deployment nothing has come yet. Default: not at all.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-warm-up.html
   */
  readonly warmUp?: Duration;
  /** Default: at the threshold and above. */
  readonly comparisonOperator?: ComparisonOperator;
}

/** What the alarms of a stack have in common. */
export interface AlarmPlace {
  readonly topic: AlarmTopic;
  /** Begins the names of the alarms: 1 to 200 letters, digits, "_", "." and "-". */
  readonly alarmPrefix: string;
  /** Where docs/runbook.md is served, without an anchor and a space. Default: the path in the repository. */
  readonly runbookUrl?: string | undefined;
}

/** Alarms, and their names as given: the name that an alarm itself tells is a reference to it. */
export interface AddedAlarms {
  readonly alarms: readonly Alarm[];
  readonly alarmNames: readonly string[];
}

/**
 * An alarm for each rule, in the rules' order.
 * @param describe the text of an alarm, given where the runbook is
 * @throws UserError for a name or an address that cannot be
 */
export function addAlarms<Name extends string>(
  scope: Construct,
  rules: Readonly<Partial<Record<Name, AlarmRule>>>,
  place: AlarmPlace,
  describe: (name: Name, runbookUrl: string) => string,
): AddedAlarms {
  checkPlace(place);
  const { runbookUrl = RUNBOOK } = place;
  const named = Object.entries(rules) as [Name, AlarmRule][];
  return {
    alarms: named.map(([name, rule]) =>
      addAlarm(scope, name, rule, { ...place, description: describe(name, runbookUrl) }),
    ),
    alarmNames: named.map(([name]) => `${place.alarmPrefix}-${name}`),
  };
}

function checkPlace({ alarmPrefix, runbookUrl = RUNBOOK }: AlarmPlace): void {
  const allowed = '1 to 200 letters, digits, "_", "." and "-"';
  matchingText('alarmPrefix', alarmPrefix, /^[\w.-]{1,200}$/, allowed);
  matchingText(
    'runbookUrl',
    runbookUrl,
    /^[^\s#]{1,300}$/,
    'an address of at most 300 characters without "#" and spaces',
  );
}

/**
 * An alarm that tells the topic when it begins and when it ends.
 *
 * Its threshold is a tag as well: CloudFormation leaves an alarm alone whose template is as it was, so a threshold
 * that somebody set by hand stays until a deployment changes that alarm, and the tag says what was deployed.
 */
function addAlarm(
  scope: Construct,
  name: string,
  { warmUp, ...rule }: AlarmRule,
  { alarmPrefix, topic, description }: AlarmPlace & { readonly description: string },
): Alarm {
  const alarm = new Alarm(scope, constructId(name), {
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
    ...rule,
    alarmName: `${alarmPrefix}-${name}`,
    alarmDescription: description,
  });
  if (warmUp !== undefined) wait(alarm, warmUp);
  Tags.of(alarm).add(THRESHOLD_TAG, String(rule.threshold));
  const action = new SnsAction(topic.topic);
  alarm.addAlarmAction(action);
  alarm.addOkAction(action);
  return alarm;
}

/** CDK's Alarm has no such prop. */
function wait(alarm: Alarm, warmUp: Duration): void {
  const resource = alarm.node.defaultChild as CfnAlarm;
  resource.warmUpConfiguration = { warmUpPeriodDurationInMinutes: warmUp.toMinutes() };
}

/** "given-up" → "GivenUp". */
function constructId(name: string): string {
  return name.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase());
}
