import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { TaskPlace } from '../constructs/drift/drift-task.ts';
import { encryptionKey } from '../constructs/encryption-key.ts';
import type { Removal } from '../constructs/removal.ts';
import type { TrainingImage } from '../constructs/training/image.ts';
import { type NetworkKind, TrainingNetwork } from '../constructs/training/network.ts';
import { type DailyRun, TrainingSchedule } from '../constructs/training/schedule.ts';
import type { TaskSize } from '../constructs/training/task-size.ts';
import { TrainingTasks } from '../constructs/training/tasks.ts';
import { TrainingAlarms } from '../constructs/training/training-alarms.ts';
import { TrainingWorkflow } from '../constructs/training/workflow.ts';
import type { RegistryStack } from './registry-stack.ts';
import { WeirStack, type WeirStackProps } from './weir-stack.ts';

/** The settings of the parts are those of their constructs, which say range and default. */
export interface TrainingStackProps extends WeirStackProps {
  readonly removal: Removal;
  /** Where the models are that are trained, and who hears of runs. */
  readonly platform: RegistryStack;
  /** The models that runs may be of: their names, at least one. */
  readonly models: readonly string[];
  readonly image: TrainingImage;
  readonly size: TaskSize;
  readonly network: NetworkKind;
  readonly spot: boolean;
  readonly slaSeconds: number;
  /** Runs that start by themselves; an empty list: none. */
  readonly daily: readonly DailyRun[];
  readonly mlflowUri?: string | undefined;
  /** Default: the runbook of the repository. */
  readonly runbookUrl?: string | undefined;
}

/** What searches for better models of a stage: see docs/architecture.md. */
export class TrainingStack extends WeirStack {
  readonly #tasks: TrainingTasks;
  readonly #network: TrainingNetwork;

  constructor(scope: Construct, id: string, props: TrainingStackProps) {
    super(scope, id, props);
    const { platform, stage, removal } = props;
    const { registry, alarmTopic } = platform;
    const name = `${props.prefix}-${stage}-training`;
    const key = encryptionKey(this, 'Key', removal);
    const network = new TrainingNetwork(this, 'Network', {
      kind: props.network,
      buckets: [registry.dataBucket as IBucket, registry.registryBucket as IBucket],
      logGroupName: `/aws/vpc/${name}-refused`,
      encryptionKey: key,
    });
    const tasks = new TrainingTasks(this, 'Tasks', { ...props, name, registry, network, encryptionKey: key });
    this.#tasks = tasks;
    this.#network = network;
    this.#export();
    const workflow = new TrainingWorkflow(this, 'Workflow', {
      name,
      tasks,
      registry,
      network,
      alarmTopic,
      spot: props.spot,
      slaSeconds: props.slaSeconds,
      encryptionKey: key,
    });
    const schedule =
      props.daily.length === 0
        ? undefined
        : new TrainingSchedule(this, 'Schedule', {
            runs: props.daily,
            workflow,
            encryptionKey: key,
            removal,
          });
    new TrainingAlarms(this, 'Alarms', {
      stage,
      tasks,
      workflow,
      schedule,
      topic: alarmTopic,
      alarmPrefix: `${props.prefix}-${stage}`,
      runbookUrl: props.runbookUrl,
    });
    const { stateMachineArn } = workflow.stateMachine;
    this.tell({
      StateMachineArn: [stateMachineArn, 'For weir train --remote: WEIR_STATE_MACHINE'],
      ClusterName: [tasks.cluster.clusterName, 'Where the tasks run'],
      TaskLog: [tasks.logGroup.logGroupName, 'What the tasks say'],
      ...(schedule === undefined
        ? {}
        : { DeadLettersUrl: [schedule.deadLetters.queueUrl, 'Starts of the schedule that failed'] as const }),
    });
  }

  /** Where a task of another stack may run, such as the drift job. */
  taskPlace(image: TrainingImage): TaskPlace {
    return {
      image,
      clusterArn: this.#tasks.cluster.clusterArn,
      subnetIds: this.#network.subnetIds,
      securityGroupId: this.#network.securityGroup.securityGroupId,
      publicAddress: this.#network.kind === 'public',
    };
  }

  /** Whether or not a task of another stack uses it: an export that is used cannot be taken back. */
  #export(): void {
    this.exportValue(this.#tasks.cluster.clusterArn);
    this.exportValue(this.#network.securityGroup.securityGroupId);
    for (const subnetId of this.#network.subnetIds) this.exportValue(subnetId);
  }
}
