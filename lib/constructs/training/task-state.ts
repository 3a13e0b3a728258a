import { TRAINING_ENV } from '../../contract/environment.ts';
import { CONTAINER } from './container.ts';

/** What a state of the state machine starts on the cluster. */
export interface RunTaskParameters {
  readonly clusterArn: string;
  /** The task definition's name, without a revision: a run goes on with that of a deployment in its middle. */
  readonly family: string;
  /** prepare, worker or finalize: see training/task. */
  readonly command: string;
  /** On spare capacity, at about a third of the price, which AWS takes back within two minutes. */
  readonly spot: boolean;
  readonly subnetIds: readonly string[];
  readonly securityGroupId: string;
  /** Without one, and without interface endpoints, a task reaches nothing. */
  readonly publicAddress: boolean;
  /** How often it is started again when it fails. */
  readonly attempts: number;
}

/** A variable of the container, of ECS's own spelling. */
export interface EnvironmentVariable {
  readonly Name: string;
  /** A path or an intrinsic function that comes to a text. */
  readonly 'Value.$': string;
}

/**
 * Nothing ran: no capacity for the task (ECS tells it in the answer, which Step Functions calls AmazonECS.Unknown), or
 * ECS itself failed or was asked too often. It heals by itself, so it is waited for, for about half an hour.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html
 */
const NOT_STARTED = {
  ErrorEquals: [
    'AmazonECS.Unknown',
    'ECS.AmazonECSException',
    'ECS.ServerException',
    'ECS.ThrottlingException',
  ],
  IntervalSeconds: 15,
  BackoffRate: 2,
  MaxDelaySeconds: 300,
  MaxAttempts: 12,
  JitterStrategy: 'FULL',
} as const;

/** The task ran and ended with another code than 0, or was stopped, as Spot stops it. */
const FAILED = {
  ErrorEquals: ['States.TaskFailed'],
  IntervalSeconds: 10,
  BackoffRate: 2,
  MaxDelaySeconds: 300,
  JitterStrategy: 'FULL',
} as const;

/**
 * A state that runs a task to its end. Its result is left out: what a task found is in the study. Step Functions
 * promises to stop the task of an execution that is stopped, and nothing for a state whose time is over, so the task
 * knows its time too. https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync
 */
export function runTask(
  parameters: RunTaskParameters,
  timeoutSeconds: number,
  environment: readonly EnvironmentVariable[],
): Readonly<Record<string, unknown>> {
  const { spot, publicAddress } = parameters;
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::ecs:runTask.sync',
    Parameters: {
      Cluster: parameters.clusterArn,
      TaskDefinition: parameters.family,
      PlatformVersion: '1.4.0',
      CapacityProviderStrategy: [{ CapacityProvider: spot ? 'FARGATE_SPOT' : 'FARGATE', Weight: 1 }],
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          Subnets: parameters.subnetIds,
          SecurityGroups: [parameters.securityGroupId],
          AssignPublicIp: publicAddress ? 'ENABLED' : 'DISABLED',
        },
      },
      Overrides: {
        ContainerOverrides: [
          {
            Name: CONTAINER,
            Command: [parameters.command],
            Environment: [...environment, { Name: TRAINING_ENV.seconds, Value: String(timeoutSeconds) }],
          },
        ],
      },
    },
    ResultPath: null,
    TimeoutSeconds: timeoutSeconds,
    Retry: [NOT_STARTED, { ...FAILED, MaxAttempts: parameters.attempts }],
  };
}
