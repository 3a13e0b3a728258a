import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  CfnClusterCapacityProviderAssociations,
  Cluster,
  type ContainerImage,
  ContainerInsights,
  CpuArchitecture,
  FargateTaskDefinition,
  LogDrivers,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ENV, TRAINING_ENV } from '../../contract/environment.ts';
import { acknowledgeWildcard } from '../acknowledge-wildcard.ts';
import { allowLogs } from '../log-encryption.ts';
import type { ModelRegistry } from '../model-registry/model-registry.ts';
import { CONTAINER } from './container.ts';
import { containerImage, type TrainingImage } from './image.ts';
import type { TrainingNetwork } from './network.ts';
import { checkedSize, type TaskSize } from './task-size.ts';

export interface TrainingTasksProps {
  /** Of the cluster, and the beginning of the tasks' families. */
  readonly name: string;
  readonly stage: string;
  /** The models that runs may be of. */
  readonly models: readonly string[];
  readonly registry: ModelRegistry;
  readonly network: TrainingNetwork;
  readonly image: TrainingImage;
  readonly size: TaskSize;
  readonly encryptionKey: Key;
  /** http:// or https://. Default: none. */
  readonly mlflowUri?: string | undefined;
}

/** What Fargate allows between SIGTERM and SIGKILL, and what Spot gives: time to hand back a trial. */
export const STOP_TIMEOUT = Duration.seconds(120);

/** The only place a task can write to, emptied with it; the image declares it a volume of its user's. */
const SCRATCH = { name: 'scratch', containerPath: '/tmp' } as const;

/**
 * The cluster and what runs on it: one image, and two kinds of tasks that differ in what they may. A worker, and the
 * task that prepares its study, write studies and nothing else; the finalizer publishes and moves `champion`.
 */
export class TrainingTasks extends Construct {
  readonly cluster: Cluster;
  readonly logGroup: LogGroup;
  readonly logGroupName: string;
  readonly worker: FargateTaskDefinition;
  readonly finalizer: FargateTaskDefinition;
  readonly executionRole: Role;

  /** @throws UserError for a size that Fargate has not */
  constructor(scope: Construct, id: string, props: TrainingTasksProps) {
    super(scope, id);
    checkedSize(props.size);
    this.cluster = this.#cluster(props);
    this.logGroupName = `/aws/ecs/${props.name}`;
    this.logGroup = this.#log(props);
    this.executionRole = new Role(this, 'ExecutionRole', { assumedBy: ECS_TASKS });
    acknowledgeWildcard(this.executionRole, '*', 'ecr:GetAuthorizationToken knows no resources to name.');
    const image = containerImage(this, props.image);
    this.worker = this.#definition('worker', this.#workerRole(props), image, props);
    this.finalizer = this.#definition('finalizer', this.#finalizerRole(props), image, props);
    this.#takeSpot();
  }

  #cluster({ name, network }: TrainingTasksProps): Cluster {
    return new Cluster(this, 'Cluster', {
      clusterName: name,
      vpc: network.vpc,
      containerInsightsV2: ContainerInsights.ENABLED,
    });
  }

  /**
   * Lets the cluster's tasks run on Spot. Not of the cluster itself: the first cluster of an account makes the role
   * that ECS works by, and is refused when it is made with providers, which want that role at once. Policies of
   * roles take CloudFormation some twenty seconds, in which IAM makes it known.
   * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html
   */
  #takeSpot(): void {
    const providers = new CfnClusterCapacityProviderAssociations(this, 'Providers', {
      cluster: this.cluster.clusterName,
      capacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      defaultCapacityProviderStrategy: [],
    });
    providers.node.addDependency(this.executionRole, this.worker.taskRole);
  }

  #log({ encryptionKey }: TrainingTasksProps): LogGroup {
    const { logGroupName } = this;
    allowLogs(encryptionKey, logGroupName);
    return new LogGroup(this, 'Log', {
      logGroupName,
      retention: RetentionDays.ONE_MONTH,
      encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  #workerRole({ registry }: TrainingTasksProps): Role {
    const role = new Role(this, 'WorkerRole', {
      description: 'Reads training data, and reads and writes studies',
      assumedBy: ECS_TASKS,
    });
    registry.grantDatasets(role);
    registry.grantStudies(role);
    return role;
  }

  /** The path is what lets it write aliases: see ModelRegistry. */
  #finalizerRole({ registry, models }: TrainingTasksProps): Role {
    const role = new Role(this, 'FinalizerRole', {
      description: 'Ends studies: publishes versions of models and moves their aliases',
      path: registry.aliasWriterPath,
      assumedBy: ECS_TASKS,
    });
    registry.grantStudies(role);
    for (const model of models) {
      registry.grantPublish(role, model);
      registry.grantPromote(role, model);
    }
    return role;
  }

  #definition(
    kind: 'worker' | 'finalizer',
    taskRole: Role,
    image: ContainerImage,
    props: TrainingTasksProps,
  ): FargateTaskDefinition {
    const definition = new FargateTaskDefinition(this, kind === 'worker' ? 'Worker' : 'Finalizer', {
      family: `${props.name}-${kind}`,
      cpu: props.size.cpuUnits,
      memoryLimitMiB: props.size.memoryMb,
      runtimePlatform: {
        cpuArchitecture: CpuArchitecture.X86_64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
      taskRole,
      executionRole: this.executionRole,
      volumes: [{ name: SCRATCH.name }],
    });
    const container = definition.addContainer(CONTAINER, {
      image,
      logging: LogDrivers.awsLogs({ logGroup: this.logGroup, streamPrefix: kind }),
      readonlyRootFilesystem: true,
      stopTimeout: STOP_TIMEOUT,
      environment: { ...environmentOf(props), [ENV.region]: Stack.of(this).region },
    });
    container.addMountPoints({
      sourceVolume: SCRATCH.name,
      containerPath: SCRATCH.containerPath,
      readOnly: false,
    });
    Validations.of(definition).acknowledge({
      id: 'AwsSolutions-ECS2',
      reason: 'The variables name stores, models and a stage of this very stack: none is a secret.',
    });
    return definition;
  }
}

const ECS_TASKS = new ServicePrincipal('ecs-tasks.amazonaws.com');

/** What is the same for all tasks; the state machine adds what concerns a run. */
function environmentOf({ registry, stage, models, mlflowUri }: TrainingTasksProps): Record<string, string> {
  return {
    [TRAINING_ENV.stage]: stage,
    [TRAINING_ENV.studies]: registry.dataUri,
    [TRAINING_ENV.datasets]: registry.datasetsUri,
    [TRAINING_ENV.registry]: registry.registryUri,
    [TRAINING_ENV.models]: models.join(','),
    ...(mlflowUri === undefined ? {} : { [TRAINING_ENV.mlflow]: mlflowUri }),
  };
}
