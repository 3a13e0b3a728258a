import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { ALARM_NAMES, ALARMS, type AlarmDefinition, type AlarmName } from '../../contract/alarms.ts';
import { type DriftMetric, FUNCTION_METRICS, type InferenceMetric } from '../../contract/metrics.ts';
import { driftMetric } from '../drift/metrics.ts';
import type { InferenceFunction } from '../inference-function/inference-function.ts';
import { type AddedAlarms, type AlarmPlace, type AlarmRule, addAlarms } from './add-alarm.ts';
import { describe } from './alarm-descriptions.ts';
import { type AlarmThresholds, checkedThresholds, OWN_THRESHOLDS } from './alarm-thresholds.ts';

export interface OwnMetricAlarmsProps extends AlarmPlace {
  readonly function: InferenceFunction;
  /** Where reports of drift are: what these alarms tell, besides the runbook. */
  readonly reportsUrl: string;
  /** Default: those of each threshold. */
  readonly thresholds?: AlarmThresholds;
}

/** Those to which a report of drift is the answer. */
const REPORTED: readonly AlarmName[] = ['low-confidence', 'accuracy', 'drift', 'data-quality'];

/** The alarms on what the function and the drift job publish themselves: see lib/contract/alarms.ts. */
export class OwnMetricAlarms extends Construct implements AddedAlarms {
  readonly alarms: readonly Alarm[];
  readonly alarmNames: readonly string[];

  /** @throws UserError for a threshold or a name that cannot be */
  constructor(scope: Construct, id: string, props: OwnMetricAlarmsProps) {
    super(scope, id);
    const { alarms, alarmNames } = addAlarms(this, rulesOf(props), props, (name, runbookUrl) =>
      descriptionOf(name, runbookUrl, props.reportsUrl),
    );
    this.alarms = alarms;
    this.alarmNames = alarmNames;
  }
}

function descriptionOf(name: AlarmName, runbookUrl: string, reportsUrl: string): string {
  const more = REPORTED.includes(name) ? [`Reports: ${reportsUrl}`] : [];
  return describe(name, ALARMS[name], runbookUrl, ...more);
}

function rulesOf(props: OwnMetricAlarmsProps): Readonly<Partial<Record<AlarmName, AlarmRule>>> {
  const thresholds = checkedThresholds(props.thresholds);
  return Object.fromEntries(ALARM_NAMES.map((name) => [name, ruleOf(name, thresholds, props.function)]));
}

function ruleOf(
  name: AlarmName,
  thresholds: Required<AlarmThresholds>,
  inference: InferenceFunction,
): AlarmRule {
  const alarm = ALARMS[name];
  const setting = OWN_THRESHOLDS[name as keyof typeof OWN_THRESHOLDS];
  return {
    metric: metricOf(alarm, inference),
    threshold: setting === undefined ? alarm.threshold : thresholds[setting],
    comparisonOperator:
      alarm.comparison === 'above'
        ? ComparisonOperator.GREATER_THAN_THRESHOLD
        : ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: alarm.missing === 'ok' ? TreatMissingData.NOT_BREACHING : TreatMissingData.BREACHING,
    datapointsToAlarm: alarm.datapoints,
    evaluationPeriods: periodsOf(alarm),
    ...(alarm.missing === 'breaching' ? { warmUp: warmUpOf(alarm) } : {}),
  };
}

/** All that is looked at, and a period more: what is published once in each has come by then. */
function warmUpOf({ periodSeconds, periods }: AlarmDefinition): Duration {
  return Duration.seconds(periodSeconds * (periods + 1));
}

/**
 * CloudWatch's periods of an hour slide by the minute: a job that publishes some seconds later than an hour ago leaves
 * one empty, which would end the alarm and begin it again, with two mails each hour. So one more is looked at.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 */
function periodsOf({ periodSeconds, periods, missing }: AlarmDefinition): number {
  return periodSeconds >= 3_600 && missing === 'ok' ? periods + 1 : periods;
}

const STATISTICS = { mean: Stats.AVERAGE, maximum: Stats.MAXIMUM, minimum: Stats.MINIMUM, sum: Stats.SUM };

function metricOf({ expression, periodSeconds }: AlarmDefinition, inference: InferenceFunction): IMetric {
  const period = Duration.seconds(periodSeconds);
  if (expression.over !== 'share') {
    const { metric, over } = expression;
    const options = { period, statistic: STATISTICS[over] };
    return isOfFunction(metric)
      ? inference.metric(metric, options)
      : driftMetric(metric, inference.settings, options);
  }
  const { numerator, denominator, ofAtLeast } = expression;
  const parts = numerator.map((metric, at) => [`part${at}`, inference.metric(metric, { period })] as const);
  const sum = parts.map(([id]) => `FILL(${id}, 0)`).join(' + ');
  return new MathExpression({
    expression: `IF(whole >= ${ofAtLeast}, (${sum}) / whole, 0)`,
    label: `share of ${denominator}`,
    period,
    usingMetrics: { ...Object.fromEntries(parts), whole: inference.metric(denominator, { period }) },
  });
}

function isOfFunction(metric: InferenceMetric | DriftMetric): metric is InferenceMetric {
  return metric in FUNCTION_METRICS;
}
