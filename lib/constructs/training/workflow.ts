import { ArnFormat, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { type Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Grant, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { RUN_TAGS } from '../../contract/training-run.ts';
import { acknowledgeWildcard } from '../acknowledge-wildcard.ts';
import type { AlarmTopic } from '../alarms/alarm-topic.ts';
import { allowLogs } from '../log-encryption.ts';
import type { ModelRegistry } from '../model-registry/model-registry.ts';
import { trainingDefinition } from './definition.ts';
import type { TrainingNetwork } from './network.ts';
import type { RunTaskParameters } from './task-state.ts';
import type { TrainingTasks } from './tasks.ts';

export interface TrainingWorkflowProps {
  /** Of the state machine: at most 80 characters. */
  readonly name: string;
  readonly tasks: TrainingTasks;
  /** Where studies and data are, for those who start runs. */
  readonly registry: ModelRegistry;
  readonly network: TrainingNetwork;
  readonly alarmTopic: AlarmTopic;
  /** Whether workers run on spare capacity; the other tasks never do. */
  readonly spot: boolean;
  /** Within which a run should end; after twice that it is stopped. */
  readonly slaSeconds: number;
  readonly encryptionKey: Key;
}

/** A worker of a long run meets Spot more than once; what fails for another reason soon fails again. */
const ATTEMPTS = { prepare: 2, worker: 10, finalize: 2 } as const;

/** The state machine that runs a study on the cluster, and what it may. */
export class TrainingWorkflow extends Construct {
  readonly stateMachine: StateMachine;
  readonly slaSeconds: number;

  constructor(scope: Construct, id: string, props: TrainingWorkflowProps) {
    super(scope, id);
    this.slaSeconds = props.slaSeconds;
    const logGroup = this.#log(props);
    const role = this.#role(props);
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: props.name,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(Stack.of(this).toJsonString(this.#definition(props))),
      role,
      logs: { destination: logGroup, level: LogLevel.ALL, includeExecutionData: true },
      tracingEnabled: true,
    });
    // It names the tasks' definitions by words, of which CloudFormation sees no order.
    this.stateMachine.node.addDependency(props.tasks.worker, props.tasks.finalizer);
    const { registry } = props;
    // For weir train --remote, which starts a run and looks on, and knows nothing but the state machine.
    Tags.of(this.stateMachine).add(RUN_TAGS.studies, registry.dataUri);
    Tags.of(this.stateMachine).add(RUN_TAGS.registry, registry.registryUri);
    Tags.of(this.stateMachine).add(RUN_TAGS.datasets, registry.datasetsUri);
    Tags.of(this.stateMachine).add(RUN_TAGS.log, props.tasks.logGroupName);
    acknowledgeWildcard(
      role,
      '*',
      'Log deliveries and X-Ray know no resources to name: Step Functions and its documentation want "*".',
    );
  }

  metricSucceeded(options?: MetricOptions): Metric {
    return this.stateMachine.metricSucceeded({ statistic: Stats.SUM, ...options });
  }

  /** Runs that failed, without those that were stopped after twice their time. */
  metricFailed(options?: MetricOptions): Metric {
    return this.stateMachine.metricFailed({ statistic: Stats.SUM, ...options });
  }

  metricTimedOut(options?: MetricOptions): Metric {
    return this.stateMachine.metricTimedOut({ statistic: Stats.SUM, ...options });
  }

  #definition({ tasks, network, spot, slaSeconds, alarmTopic }: TrainingWorkflowProps) {
    const common = {
      clusterArn: tasks.cluster.clusterArn,
      subnetIds: network.subnetIds,
      securityGroupId: network.securityGroup.securityGroupId,
      publicAddress: network.kind === 'public',
      spot: false,
    };
    const task = (
      command: keyof typeof ATTEMPTS,
      definition: FargateTaskDefinition,
      more: Partial<RunTaskParameters> = {},
    ) => ({
      ...common,
      family: definition.family,
      command,
      attempts: ATTEMPTS[command],
      ...more,
    });
    return trainingDefinition({
      prepare: task('prepare', tasks.worker),
      work: task('worker', tasks.worker, { spot }),
      finalize: task('finalize', tasks.finalizer),
      topicArn: alarmTopic.topic.topicArn,
      slaSeconds,
    });
  }

  #log({ name, encryptionKey }: TrainingWorkflowProps): LogGroup {
    // Of this beginning, so that the policy of all log groups, which has a greatest size, need not name it.
    // https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
    const logGroupName = `/aws/vendedlogs/states/${name}`;
    allowLogs(encryptionKey, logGroupName);
    return new LogGroup(this, 'Log', {
      logGroupName,
      retention: RetentionDays.ONE_MONTH,
      encryptionKey,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** CDK adds what logs and traces want. */
  #role({ tasks, alarmTopic }: TrainingWorkflowProps): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    this.#letRunTasks(role, tasks);
    const { topic, key } = alarmTopic;
    Grant.addToPrincipal({ grantee: role, actions: ['sns:Publish'], resourceArns: [topic.topicArn] });
    Grant.addToPrincipal({
      grantee: role,
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resourceArns: [key.keyArn],
    });
    return role;
  }

  /** As Step Functions wants it to wait for a task and to stop it. https://docs.aws.amazon.com/step-functions/latest/dg/ecs-iam.html */
  #letRunTasks(role: Role, { cluster, worker, finalizer, executionRole }: TrainingTasks): void {
    const stack = Stack.of(this);
    const tasksOfCluster = stack.formatArn({
      service: 'ecs',
      resource: 'task',
      resourceName: `${cluster.clusterName}/*`,
    });
    const revisions = [worker, finalizer].map(({ family }) =>
      stack.formatArn({ service: 'ecs', resource: 'task-definition', resourceName: `${family}:*` }),
    );
    for (const arn of revisions)
      acknowledgeWildcard(
        role,
        arn,
        'A deployment in the middle of a run makes another revision of its tasks.',
      );
    acknowledgeWildcard(
      role,
      tasksOfCluster,
      'Tasks of the own cluster, which get their ids when they start.',
    );
    const statements = [
      { actions: ['ecs:RunTask'], resources: revisions },
      { actions: ['ecs:StopTask', 'ecs:DescribeTasks'], resources: [tasksOfCluster] },
      {
        actions: ['iam:PassRole'],
        resources: [worker.taskRole.roleArn, finalizer.taskRole.roleArn, executionRole.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      },
      {
        actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
        resources: [
          stack.formatArn({
            service: 'events',
            resource: 'rule',
            resourceName: 'StepFunctionsGetEventsForECSTaskRule',
            arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
          }),
        ],
      },
    ];
    for (const statement of statements) role.addToPolicy(new PolicyStatement(statement));
  }
}
