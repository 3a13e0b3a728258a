import { Duration } from 'aws-cdk-lib';
import { type Alarm, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import {
  type DRIFT_DIMENSIONS,
  type LABEL_METRICS,
  METRIC_NAMESPACE,
  METRIC_SERVICES,
} from '../../contract/metrics.ts';
import { type AddedAlarms, type AlarmPlace, type AlarmRule, addAlarms } from '../alarms/add-alarm.ts';
import { describe } from '../alarms/alarm-descriptions.ts';
import { LABEL_ALARM_DESCRIPTIONS, type LabelAlarmName } from './label-alarm-descriptions.ts';
import type { LabelStream } from './label-stream.ts';
import type { DriftSource } from './metrics.ts';

export interface LabelAlarmsProps extends AlarmPlace, DriftSource {
  readonly labels: LabelStream;
}

/**
 * The alarms of a label stream: while labels wait, long before any is given up, and when lines came that are none.
 * What is given up is told by the mapping itself.
 */
export class LabelAlarms extends Construct implements AddedAlarms {
  readonly alarms: readonly Alarm[];
  readonly alarmNames: readonly string[];

  /** @throws UserError for a name that cannot be */
  constructor(scope: Construct, id: string, props: LabelAlarmsProps) {
    super(scope, id);
    const { alarms, alarmNames } = addAlarms(this, rulesOf(props), props, (name, runbookUrl) =>
      describe(name, LABEL_ALARM_DESCRIPTIONS[name], runbookUrl),
    );
    this.alarms = alarms;
    this.alarmNames = alarmNames;
  }
}

function rulesOf(props: LabelAlarmsProps): Readonly<Record<LabelAlarmName, AlarmRule>> {
  return {
    'labels-waiting': {
      metric: labelsNotKept(props.labels),
      threshold: 1,
      // One that is put at the end of a period is fed in the next.
      datapointsToAlarm: 2,
      evaluationPeriods: 2,
    },
    'labels-invalid': {
      metric: labelMetric('LabelsInvalid', props),
      threshold: 1,
      datapointsToAlarm: 1,
      evaluationPeriods: 1,
    },
  };
}

const WAIT = Duration.minutes(10);

/**
 * The labels that came, and the invocations that failed, in a period in which none succeeded; zero where one did. Labels
 * that come once a day are still tried, and counted, in the periods after. A mapping that is disabled or may not read
 * has no invocations at all, which FILL makes zeros; it is seen while labels go on coming.
 */
function labelsNotKept({ stream, function: target }: LabelStream): MathExpression {
  const options = { period: WAIT, statistic: Stats.SUM };
  return new MathExpression({
    expression: 'IF(FILL(invoked, 0) > FILL(failed, 0), 0, FILL(incoming, 0) + FILL(failed, 0))',
    label: 'labels that came, and failures, while none was kept',
    period: WAIT,
    usingMetrics: {
      incoming: stream.metricIncomingRecords(options),
      invoked: target.metricInvocations(options),
      failed: target.metricErrors(options),
    },
  });
}

/** Published only with lines that are none: by the hour, so that a producer that goes on sends a mail, and not many. */
function labelMetric(metricName: keyof typeof LABEL_METRICS, { stage, model }: DriftSource): Metric {
  const dimensionsMap: Record<(typeof DRIFT_DIMENSIONS)[number], string> = {
    service: METRIC_SERVICES.labels,
    stage,
    model,
  };
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap,
    statistic: Stats.SUM,
    period: Duration.hours(1),
  });
}
