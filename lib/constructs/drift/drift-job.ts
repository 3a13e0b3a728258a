import { TimeZone } from 'aws-cdk-lib';
import { Grant, type Role } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Schedule, ScheduleExpression, type ScheduleTargetConfig } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { AlarmTopic } from '../alarms/alarm-topic.ts';
import type { Removal } from '../removal.ts';
import { MAX_EVENT_AGE, SCHEDULE_RETRIES, scheduleDeadLetters, schedulerRole } from '../schedule.ts';
import { DriftFunction } from './drift-function.ts';
import { checkDriftSettings, type DriftSettings } from './drift-settings.ts';
import { DriftTask, type TaskPlace } from './drift-task.ts';

/** What runs the job: a function, of at most 15 minutes, or a task of the training image. */
export type DriftRunner =
  | { readonly kind: 'lambda'; readonly directory: string }
  | { readonly kind: 'fargate'; readonly place: TaskPlace };

export interface DriftJobProps extends DriftSettings {
  readonly runner: DriftRunner;
  /** Begins the names of what is made. */
  readonly name: string;
  readonly encryptionKey: Key;
  readonly alarmTopic: AlarmTopic;
  readonly removal: Removal;
}

/** Sandboxes write their windows once a minute or so; those of an hour that is over have come by then. */
const MINUTES_PAST_THE_HOUR = '15';

/**
 * Judges every hour what a model sees.
 *
 * A start that fails is tried again and then lies in a queue; a function that fails is run once more and then told to
 * the topic of alarms; and whatever happens, the alarm drift-job-missing sees that no run came to its end.
 */
export class DriftJob extends Construct {
  readonly deadLetters: Queue;
  readonly job: DriftFunction | DriftTask;
  readonly logGroup: LogGroup;

  /** @throws UserError for an address or a secret that cannot be */
  constructor(scope: Construct, id: string, props: DriftJobProps) {
    super(scope, id);
    checkDriftSettings(props);
    const { encryptionKey, model } = props;
    this.job = this.#job(props);
    this.logGroup = this.job.logGroup;
    this.deadLetters = scheduleDeadLetters(this, 'DeadLetters', encryptionKey, props.removal);
    const role = schedulerRole(this, 'Role', 'Starts the drift job', encryptionKey);
    new Schedule(this, 'Schedule', {
      description: `Judges hour by hour what ${model} sees`,
      schedule: ScheduleExpression.cron({ minute: MINUTES_PAST_THE_HOUR, timeZone: TimeZone.ETC_UTC }),
      target: { bind: () => this.#target(role) },
    });
  }

  #job({ runner, name, ...props }: DriftJobProps): DriftFunction | DriftTask {
    if (runner.kind === 'fargate')
      return new DriftTask(this, 'Task', {
        ...props,
        place: runner.place,
        family: `${name}-drift`,
        logGroupName: `/aws/ecs/${name}-drift`,
      });
    return new DriftFunction(this, 'Job', {
      ...props,
      directory: runner.directory,
      logGroupName: `/aws/lambda/${name}-drift`,
    });
  }

  #target(role: Role): ScheduleTargetConfig {
    const target = this.job.target(role);
    // CDK's grant brings kms:GenerateDataKey* and more; the role has what it needs of the key.
    Grant.addToPrincipal({
      grantee: role,
      actions: ['sqs:SendMessage'],
      resourceArns: [this.deadLetters.queueArn],
    });
    return {
      ...target,
      role,
      retryPolicy: {
        maximumRetryAttempts: SCHEDULE_RETRIES,
        maximumEventAgeInSeconds: MAX_EVENT_AGE.toSeconds(),
      },
      deadLetterConfig: { arn: this.deadLetters.queueArn },
    };
  }
}
