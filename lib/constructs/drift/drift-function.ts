import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Grant, type Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ScheduleTargetConfig } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { AlarmTopic } from '../alarms/alarm-topic.ts';
import { AlarmDestination } from '../first-model/alarm-destination.ts';
import { allowLogs } from '../log-encryption.ts';
import { driftRole } from './drift-role.ts';
import { type DriftSettings, driftEnvironment } from './drift-settings.ts';

export interface DriftFunctionProps extends DriftSettings {
  /** The built job: a directory with index.mjs. */
  readonly directory: string;
  readonly logGroupName: string;
  readonly encryptionKey: Key;
  /** Hears when the job failed to the end. */
  readonly alarmTopic: AlarmTopic;
}

/** A whole vCPU, and room for five weeks of hours. */
export const DRIFT_MEMORY_MB = 2_048;

/** The longest that Lambda lets anything run. */
const TIMEOUT = Duration.minutes(15);

/** The job writes the same again, so one more try harms nothing; the next hour makes good what both missed. */
const RETRY_ATTEMPTS = 1;

/** The job as a function: it costs nothing between its runs. */
export class DriftFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: DriftFunctionProps) {
    super(scope, id);
    const { encryptionKey, logGroupName, model, stage } = props;
    allowLogs(encryptionKey, logGroupName);
    this.logGroup = new LogGroup(this, 'Log', {
      logGroupName,
      retention: RetentionDays.ONE_MONTH,
      encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = driftRole(this, props, new ServicePrincipal('lambda.amazonaws.com'));
    Grant.addToPrincipal({
      grantee: role,
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resourceArns: [this.logGroup.logGroupArn],
    });
    this.function = new LambdaFunction(this, 'Function', {
      description: `Judges hour by hour what ${model} (${stage}) sees`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.X86_64,
      handler: 'index.handler',
      code: Code.fromAsset(props.directory),
      memorySize: DRIFT_MEMORY_MB,
      timeout: TIMEOUT,
      logGroup: this.logGroup,
      role,
      retryAttempts: RETRY_ATTEMPTS,
      onFailure: new AlarmDestination(props.alarmTopic),
      environment: driftEnvironment(props),
    });
  }

  /** As the target of a schedule. CDK's own lets the Scheduler invoke any version of the function. */
  target(role: Role): Pick<ScheduleTargetConfig, 'arn'> {
    const { functionArn } = this.function;
    Grant.addToPrincipal({
      grantee: role,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [functionArn],
    });
    return { arn: functionArn };
  }
}
