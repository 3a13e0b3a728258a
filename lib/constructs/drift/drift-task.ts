import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  CpuArchitecture,
  FargateTaskDefinition,
  LogDrivers,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ScheduleTargetConfig } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { DRIFT_ENV, ENV } from '../../contract/environment.ts';
import { UserError } from '../../contract/errors.ts';
import { acknowledgeWildcard } from '../acknowledge-wildcard.ts';
import { allowLogs } from '../log-encryption.ts';
import { containerImage, type TrainingImage } from '../training/image.ts';
import { STOP_TIMEOUT } from '../training/tasks.ts';
import { driftRole } from './drift-role.ts';
import { type DriftSettings, driftEnvironment } from './drift-settings.ts';

/** Where the job's task runs: a stage's training stack has it all. */
export interface TaskPlace {
  readonly image: TrainingImage;
  readonly clusterArn: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
  /** false: nothing but S3, ECR and logs is reached from there, so no metric is read and nobody told. */
  readonly publicAddress: boolean;
}

export interface DriftTaskProps extends DriftSettings {
  readonly place: TaskPlace;
  /** Of the task definition. */
  readonly family: string;
  readonly logGroupName: string;
  readonly encryptionKey: Key;
}

/** Half a vCPU; memory for five weeks of hours. */
const SIZE = { cpu: 512, memoryLimitMiB: 2_048 } as const;

const ENTRY_POINT = ['node', 'monitoring/drift/run-drift.ts'];

const ECS_TASKS = new ServicePrincipal('ecs-tasks.amazonaws.com');

/** The job as a Fargate task of the training image: for models whose windows want more than 15 minutes. */
export class DriftTask extends Construct {
  readonly definition: FargateTaskDefinition;
  readonly logGroup: LogGroup;
  readonly #place: TaskPlace;

  /** @throws UserError for a Grafana that would not be reached */
  constructor(scope: Construct, id: string, props: DriftTaskProps) {
    super(scope, id);
    this.#place = props.place;
    if (props.grafanaUrl !== undefined && !props.place.publicAddress)
      throw new UserError(
        `grafanaUrl is ${props.grafanaUrl}, which a task in a private network does not reach; expected monitoring.job lambda, training.network public, or no grafanaUrl`,
      );
    allowLogs(props.encryptionKey, props.logGroupName);
    this.logGroup = new LogGroup(this, 'Log', {
      logGroupName: props.logGroupName,
      retention: RetentionDays.ONE_MONTH,
      encryptionKey: props.encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.definition = this.#definition(props);
  }

  /** As the target of a schedule: this revision alone, on this cluster alone. */
  target(role: Role): Pick<ScheduleTargetConfig, 'arn' | 'ecsParameters'> {
    const { clusterArn, subnetIds, securityGroupId, publicAddress } = this.#place;
    const { taskDefinitionArn, taskRole, executionRole } = this.definition;
    role.addToPolicy(
      new PolicyStatement({
        actions: ['ecs:RunTask'],
        resources: [taskDefinitionArn],
        conditions: { ArnEquals: { 'ecs:cluster': clusterArn } },
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        actions: ['iam:PassRole'],
        resources: [taskRole.roleArn, executionRole!.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      }),
    );
    return {
      arn: clusterArn,
      ecsParameters: {
        taskDefinitionArn,
        taskCount: 1,
        launchType: 'FARGATE',
        platformVersion: '1.4.0',
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: [...subnetIds],
            securityGroups: [securityGroupId],
            assignPublicIp: publicAddress ? 'ENABLED' : 'DISABLED',
          },
        },
      },
    };
  }

  #definition(props: DriftTaskProps): FargateTaskDefinition {
    const executionRole = new Role(this, 'ExecutionRole', { assumedBy: ECS_TASKS });
    acknowledgeWildcard(executionRole, '*', 'ecr:GetAuthorizationToken knows no resources to name.');
    const definition = new FargateTaskDefinition(this, 'Definition', {
      ...SIZE,
      family: props.family,
      runtimePlatform: {
        cpuArchitecture: CpuArchitecture.X86_64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
      taskRole: driftRole(this, props, ECS_TASKS),
      executionRole,
    });
    definition.addContainer('drift', {
      image: containerImage(this, props.place.image),
      entryPoint: ENTRY_POINT,
      logging: LogDrivers.awsLogs({ logGroup: this.logGroup, streamPrefix: 'drift' }),
      readonlyRootFilesystem: true,
      stopTimeout: STOP_TIMEOUT,
      environment: {
        ...driftEnvironment(props),
        [DRIFT_ENV.cloudwatch]: String(props.place.publicAddress),
        [ENV.region]: Stack.of(this).region,
      },
    });
    Validations.of(definition).acknowledge({
      id: 'AwsSolutions-ECS2',
      reason: 'The variables name stores, a model and a stage of this very stage: none is a secret.',
    });
    return definition;
  }
}
