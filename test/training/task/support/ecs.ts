/** What a state hands to ecs:runTask, of it what the tests look at. */
export interface RunTask {
  readonly TaskDefinition: string;
  readonly CapacityProviderStrategy: readonly { readonly CapacityProvider: string }[];
  readonly Overrides: {
    readonly ContainerOverrides: readonly [
      {
        readonly Command: readonly [command: string];
        readonly Environment: readonly { readonly Name: string; readonly Value: string }[];
      },
    ];
  };
}

/** An error as Step Functions names it. */
export class ServiceError extends Error {
  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
  }
}

/** RunTask answered with a failure and no task. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html */
export function noCapacity(): ServiceError {
  const failures = [
    {
      Reason:
        'Capacity is unavailable at this time. Please try again later or in a different availability zone',
    },
  ];
  return new ServiceError('AmazonECS.Unknown', JSON.stringify({ Failures: failures, Tasks: [] }));
}

/** The task ran, and ended otherwise than with 0. */
export function taskFailed(exitCode: number): ServiceError {
  return stopped('EssentialContainerExited', 'Essential container in task exited', exitCode);
}

/** Spot took the task's place away. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html */
export function spotInterrupted(exitCode: number): ServiceError {
  return stopped('SpotInterruption', 'Your Spot Task was interrupted.', exitCode);
}

/** The state's time was over before its task's. Such an error has no cause. */
export function timedOut(): ServiceError {
  const error = new ServiceError('States.Timeout', '');
  Object.defineProperty(error, 'message', { value: undefined });
  return error;
}

function stopped(StopCode: string, StoppedReason: string, ExitCode: number): ServiceError {
  const task = {
    Containers: [{ Name: 'training', ExitCode }],
    LastStatus: 'STOPPED',
    StopCode,
    StoppedReason,
  };
  return new ServiceError('States.TaskFailed', JSON.stringify(task));
}

export function commandOf(task: RunTask): string {
  return task.Overrides.ContainerOverrides[0].Command[0];
}

export function environmentOf(task: RunTask): Readonly<Record<string, string>> {
  const { Environment } = task.Overrides.ContainerOverrides[0];
  return Object.fromEntries(Environment.map(({ Name, Value }) => [Name, Value]));
}
