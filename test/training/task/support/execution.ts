import { ExecutionError, StateMachine } from 'aws-local-stepfunctions';
import type { Definition } from './deployed-run.ts';
import type { RunTask } from './ecs.ts';

/** A message that a state published. */
export interface Message {
  readonly TopicArn: string;
  readonly Subject: string;
  readonly Message: string;
}

/** What stands in for AWS; an error that is thrown is the state's. */
export interface Integrations {
  readonly runTask: (task: RunTask) => Promise<unknown>;
  readonly publish: (message: Message) => Promise<unknown>;
}

/** How an execution ended. */
export interface ExecutionEnd {
  readonly status: 'SUCCEEDED' | 'FAILED';
  /** Of a failed one. */
  readonly error?: string;
  readonly cause?: string;
}

type Handler = (input: never) => Promise<unknown>;

/** @throws Error when the definition is no valid one of Amazon's States Language */
export function validate(definition: Definition): void {
  new StateMachine(definition as never);
}

/** Runs a definition as it is; pauses between retries are left out. */
export async function execute(
  definition: Definition,
  input: unknown,
  integrations: Integrations,
): Promise<ExecutionEnd> {
  const tasks = taskStates(definition);
  const handlers = Object.fromEntries(
    tasks.map(([name, resource]) => [name, handlerOf(resource, integrations)]),
  );
  const machine = new StateMachine(definition as never, { validationOptions: { noValidate: true } });
  const { result } = machine.run(input as never, {
    overrides: {
      taskResourceLocalHandlers: handlers as never,
      retryIntervalOverrides: Object.fromEntries(tasks.map(([name]) => [name, 0])),
    },
  });
  try {
    await result;
    return { status: 'SUCCEEDED' };
  } catch (error) {
    if (!(error instanceof ExecutionError)) throw error;
    const cause = error.cause as Error;
    return { status: 'FAILED', error: cause.name, cause: cause.message };
  }
}

function handlerOf(resource: string, { runTask, publish }: Integrations): Handler {
  if (resource === 'arn:aws:states:::ecs:runTask.sync') return runTask as Handler;
  if (resource === 'arn:aws:states:::sns:publish') return publish as Handler;
  throw new Error(`there is no stand-in for ${resource}`);
}

/** Of maps too. */
export function taskStates(definition: Definition): (readonly [name: string, resource: string])[] {
  return Object.entries(definition.States).flatMap(([name, state]) => [
    ...(state.Type === 'Task' ? [[name, state.Resource ?? ''] as const] : []),
    ...(state.ItemProcessor === undefined ? [] : taskStates(state.ItemProcessor)),
  ]);
}
