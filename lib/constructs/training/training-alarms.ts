import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Construct } from 'constructs';
import { type AlarmPlace, type AlarmRule, addAlarms } from '../alarms/add-alarm.ts';
import { describe } from '../alarms/alarm-descriptions.ts';
import { TRAINING_ALARM_DESCRIPTIONS, type TrainingAlarmName } from './alarm-descriptions.ts';
import { trainingMetric } from './metrics.ts';
import type { TrainingSchedule } from './schedule.ts';
import type { TrainingTasks } from './tasks.ts';
import type { TrainingWorkflow } from './workflow.ts';

export interface TrainingAlarmsProps extends AlarmPlace {
  readonly stage: string;
  readonly tasks: TrainingTasks;
  readonly workflow: TrainingWorkflow;
  /** Undefined where no run is scheduled: nothing is then due. */
  readonly schedule: TrainingSchedule | undefined;
}

const FIVE_MINUTES = Duration.minutes(5);
const SIX_HOURS = Duration.hours(6);

/** The alarms of training, each for what a person has to do something about. */
export class TrainingAlarms extends Construct {
  readonly alarms: readonly Alarm[];

  /** @throws UserError for a name that cannot be */
  constructor(scope: Construct, id: string, props: TrainingAlarmsProps) {
    super(scope, id);
    this.alarms = addAlarms(this, rulesOf(props), props, descriptionOf).alarms;
  }
}

function descriptionOf(name: TrainingAlarmName, runbookUrl: string): string {
  return describe(name, TRAINING_ALARM_DESCRIPTIONS[name], runbookUrl);
}

function rulesOf(props: TrainingAlarmsProps): Readonly<Partial<Record<TrainingAlarmName, AlarmRule>>> {
  const { workflow, schedule, stage } = props;
  return {
    'training-failed': atOnce(workflow.metricFailed({ period: FIVE_MINUTES })),
    'training-timed-out': atOnce(workflow.metricTimedOut({ period: FIVE_MINUTES })),
    'training-overdue': {
      ...atOnce(trainingMetric('RunAge', stage, { period: FIVE_MINUTES })),
      threshold: workflow.slaSeconds,
    },
    'training-silent': silent(props),
    ...(schedule === undefined
      ? {}
      : {
          'training-not-started': atOnce(schedule.metricDeadLetters({ period: FIVE_MINUTES })),
          'training-stale': stale(workflow),
        }),
  };
}

function atOnce(metric: IMetric): AlarmRule {
  return { metric, threshold: 1, datapointsToAlarm: 1, evaluationPeriods: 1 };
}

/**
 * Training tasks that run while none tells that it does, in three periods of five minutes in a row. They are counted by
 * ECS itself, so that a run that has ended is silent and no fault; an image that is still being pulled is not silent
 * for so long. By their families, since a drift job may run on the cluster as well, for as long as it likes.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
 */
function silent({ tasks, stage }: TrainingAlarmsProps): AlarmRule {
  const metric = new MathExpression({
    expression: 'IF(FILL(beats, 0) > 0, 0, FILL(workers, 0) + FILL(finalizers, 0))',
    label: 'CPU of tasks that run while none tells',
    period: FIVE_MINUTES,
    usingMetrics: {
      workers: reservedCpu(tasks, tasks.worker),
      finalizers: reservedCpu(tasks, tasks.finalizer),
      beats: trainingMetric('Heartbeats', stage, { period: FIVE_MINUTES }),
    },
  });
  return { metric, threshold: 1, datapointsToAlarm: 3, evaluationPeriods: 3 };
}

/** In CPU units, of tasks that run: ECS counts tasks by the cluster alone, and this by their family as well. */
function reservedCpu({ cluster }: TrainingTasks, { family }: FargateTaskDefinition): Metric {
  return new Metric({
    namespace: 'ECS/ContainerInsights',
    metricName: 'CpuReserved',
    dimensionsMap: { ClusterName: cluster.clusterName, TaskDefinitionFamily: family },
    statistic: Stats.MAXIMUM,
    period: FIVE_MINUTES,
  });
}

/** Six times six hours without a success: a day, and half a day for a run that somebody had to start again. */
function stale(workflow: TrainingWorkflow): AlarmRule {
  return {
    metric: workflow.metricSucceeded({ period: SIX_HOURS }),
    threshold: 1,
    comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    treatMissingData: TreatMissingData.BREACHING,
    // The first run is due within a day.
    warmUp: Duration.hours(36),
    datapointsToAlarm: 6,
    evaluationPeriods: 6,
  };
}
