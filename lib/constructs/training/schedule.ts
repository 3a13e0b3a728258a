import { Duration, Stack, TimeZone, Validations } from 'aws-cdk-lib';
import { type Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { StepFunctionsStartExecution } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { matchingText } from '../range.ts';
import { type Removal, removalPolicy } from '../removal.ts';
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

/** A start that fails is tried again within an hour, and not, as the Scheduler would, 185 times in a day. */
const RETRIES = 3;
const MAX_EVENT_AGE = Duration.hours(1);

const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Days to look at what could not be started. */
const KEPT = Duration.days(14);

/** Starts a run of each model every day; a start that fails to the end lies in a queue. */
export class TrainingSchedule extends Construct {
  readonly deadLetters: Queue;

  /** @throws UserError for a time of day that is none */
  constructor(scope: Construct, id: string, props: TrainingScheduleProps) {
    super(scope, id);
    const { workflow, encryptionKey } = props;
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: encryptionKey,
      enforceSSL: true,
      retentionPeriod: KEPT,
      removalPolicy: removalPolicy(props.removal),
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is the dead-letter queue, of the Scheduler: cdk-nag knows those of other queues alone.',
    });
    const role = new Role(this, 'Role', {
      description: 'Starts training runs',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    workflow.stateMachine.grantStartExecution(role);
    // For the queue: the target of CDK grants sqs:SendMessage and leaves the key out.
    Grant.addToPrincipal({
      grantee: role,
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resourceArns: [encryptionKey.keyArn],
    });
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
        retryAttempts: RETRIES,
        maxEventAge: MAX_EVENT_AGE,
        deadLetterQueue: this.deadLetters,
      }),
    });
  }
}
