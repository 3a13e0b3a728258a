import type { RunRequest } from '../../training/task/run-input.ts';

/** The state machine of a stage, and what a run of it must know. */
export interface RunMachine {
  readonly arn: string;
  /** Where studies are: s3://bucket. */
  readonly studies: string;
  /** Where models are published: s3://bucket. */
  readonly registry: string;
  /** Below which the data of a run must lie: s3://bucket/prefix. */
  readonly datasets: string;
  /** The log group of its tasks. */
  readonly log: string;
}

export type RunStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED' | 'PENDING_REDRIVE';

/** How a run stands. */
export interface RunState {
  readonly status: RunStatus;
  /** Of one that failed. */
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/** The runs of a deployed stage. */
export interface RemoteRuns {
  /** By its ARN. @throws UserError when it is none, or no state machine of a training stack */
  machine(arn: string): Promise<RunMachine>;
  /** The ARN of a stage's state machine. @throws UserError when there is none, or more than one */
  find(stage: string): Promise<string>;
  /** The ARN of an execution that goes on and is called so, undefined when there is none. */
  running(machine: RunMachine, isCalledSo: (name: string) => boolean): Promise<string | undefined>;
  /** @returns the ARN of the execution */
  start(machine: RunMachine, name: string, input: RunRequest): Promise<string>;
  state(executionArn: string): Promise<RunState>;
}
