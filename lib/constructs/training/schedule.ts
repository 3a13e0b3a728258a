import { TimeZone } from 'aws-cdk-lib';
import { type Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { matchingText } from '../range.ts';
import type { Removal } from '../removal.ts';
import { MAX_EVENT_AGE, SCHEDULE_RETRIES, scheduleDeadLetters, schedulerRole } from '../schedule.ts';
import type { TrainingWorkflow } from './workflow.ts';

/** What a run is asked for: the state machine's input, which training/task reads. */
export type RunInput = Readonly<Record<string, string | number | readonly string[]>>;

export interface DailyRun {
  readonly model: string;
  /** HH:MM in UTC, such as 03:30. */
  readonly at: string;
  readonly input: RunInput;
}

export interface TrainingScheduleProps {
  readonly runs: readonly DailyRun[];
  readonly workflow: TrainingWorkflow;
  /** Encrypts the starts that failed. */
  readonly encryptionKey: Key;
  readonly removal: Removal;
}

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Starts a run of each model every day; a start that fails to the end lies in a queue. */
export class TrainingSchedule extends Construct {
  readonly deadLetters: Queue;

  /** @throws UserError for a time of day that is none */
  constructor(scope: Construct, id: string, props: TrainingScheduleProps) {
    super(scope, id);
    const { workflow, encryptionKey } = props;
    this.deadLetters = scheduleDeadLetters(this, 'DeadLetters', encryptionKey, props.removal);
    const role = schedulerRole(this, 'Role', 'Starts training runs', encryptionKey);
    workflow.stateMachine.grantStartExecution(role);
    for (const run of props.runs) this.#daily(run, role, props);
  }

  metricDeadLetters(options?: MetricOptions): Metric {
    return this.deadLetters.metricApproximateNumberOfMessagesVisible({
      statistic: Stats.MAXIMUM,
      ...options,
    });
  }

  /** The scheduled time is the same at each retry, and names the study: see the state machine's definition. */
  #daily({ model, at, input }: DailyRun, role: Role, { workflow }: TrainingScheduleProps): void {
    matchingText('daily', at, TIME_OF_DAY, 'a time of day in UTC, such as 03:30');
    const [hour, minute] = at.split(':').map((part) => String(Number(part)));
    new Schedule(this, model, {
      description: `Trains ${model} every day`,
      schedule: ScheduleExpression.cron({ hour: hour!, minute: minute!, timeZone: TimeZone.ETC_UTC }),
      target: new StepFunctionsStartExecution(workflow.stateMachine, {
        role,
        input: ScheduleTargetInput.fromObject({ ...input, scheduledTime: ContextAttribute.scheduledTime }),
        retryAttempts: SCHEDULE_RETRIES,
        maxEventAge: MAX_EVENT_AGE,
        deadLetterQueue: this.deadLetters,
      }),
    });
  }
}
