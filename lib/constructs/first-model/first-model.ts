import { rmSync } from 'node:fs';
import { CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ENV } from '../../contract/environment.ts';
import type { AlarmTopic } from '../alarms/alarm-topic.ts';
import { allowLogs } from '../log-encryption.ts';
import type { ModelRegistry } from '../model-registry/model-registry.ts';
import { AlarmDestination } from './alarm-destination.ts';
import { type FirstModelSource, stageFirstModel } from './first-model-asset.ts';

export type { FirstModelSource } from './first-model-asset.ts';

export interface FirstModelProps {
  /** 1 to 63 characters of a-z, 0-9 and "-". */
  readonly model: string;
  readonly registry: ModelRegistry;
  readonly source: FirstModelSource;
  readonly logGroupName: string;
  /** Encrypts the function's log. */
  readonly encryptionKey: Key;
  /** Hears when the function could not even answer CloudFormation. */
  readonly alarmTopic: AlarmTopic;
}

/** Uploading a model of the largest size takes seconds; the rest is for a store that needs retries. */
const TIMEOUT = Duration.minutes(2);

/** Lambda repeats a failed invocation twice, after one minute and after two. */
const ANSWER_WITHIN = Duration.minutes(10);

/** Holds a model of the largest size, and its upload. */
const MEMORY_MB = 1_024;

/**
 * Puts a model into a registry that has none, so that the first deployment ends in a stack that answers.
 *
 * The model is part of the function's code. The function runs once, when the stack gets this resource, and only
 * creates objects: a model that has a version or a champion by then stays as it is, at every later deployment too.
 */
export class FirstModel extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: FirstModelProps) {
    super(scope, id);
    const { model, registry } = props;
    allowLogs(props.encryptionKey, props.logGroupName);
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: props.logGroupName,
      retention: RetentionDays.ONE_MONTH,
      encryptionKey: props.encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      path: registry.aliasWriterPath,
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    registry.grantFirstVersion(role, model);
    const staged = stageFirstModel(model, props.source);
    this.function = new LambdaFunction(this, 'Function', {
      description: `Publishes the first version of ${model} when the registry has none`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.X86_64,
      handler: 'index.handler',
      code: Code.fromAsset(staged),
      memorySize: MEMORY_MB,
      timeout: TIMEOUT,
      logGroup,
      role,
      onFailure: new AlarmDestination(props.alarmTopic),
      environment: { [ENV.model]: model, [ENV.registry]: registry.registryUri },
    });
    // CDK has copied it into the assembly by now.
    rmSync(staged, { recursive: true });
    new CustomResource(this, 'Resource', {
      resourceType: 'Custom::WeirFirstModel',
      serviceToken: this.function.functionArn,
      serviceTimeout: ANSWER_WITHIN,
      properties: { Model: model },
    });
  }
}
