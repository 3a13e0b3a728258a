import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A state machine as the stand-in has it. */
export interface Machine {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Execution {
  readonly executionArn: string;
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What becomes of an execution. */
export interface End {
  readonly status: string;
  readonly error?: string;
  readonly cause?: string;
}

export interface StepFunctionsOptions {
  readonly machines: readonly Machine[];
  /** Called when an execution has started; how it stands at each later look. */
  readonly onStart?: (execution: Execution) => Promise<void> | void;
  readonly onLook?: (execution: Execution, look: number) => End;
  /** Refuses whatever is asked with this error. */
  readonly refusal?: { readonly type: string; readonly message: string };
}

export interface StepFunctionsServer {
  readonly endpoint: string;
  readonly started: readonly Execution[];
  close(): Promise<void>;
}

type Request = Readonly<Record<string, string>>;

/** As much of Step Functions as starts a run and looks on. https://docs.aws.amazon.com/step-functions/latest/apireference/ */
export async function startStepFunctions(options: StepFunctionsOptions): Promise<StepFunctionsServer> {
  const { machines, onStart, onLook = () => ({ status: 'RUNNING' }) } = options;
  const started: Execution[] = [];
  const looks = new Map<string, number>();
  const stands = (execution: Execution): End => {
    const look = looks.get(execution.executionArn) ?? 0;
    looks.set(execution.executionArn, look + 1);
    return onLook(execution, look);
  };
  const machineOf = (arn: string | undefined) => {
    const machine = machines.find((one) => one.arn === arn);
    if (machine === undefined) throw refused('ResourceNotFound', `Resource not found: '${arn}'`);
    return machine;
  };
  const actions: Readonly<Record<string, (request: Request) => Promise<unknown> | unknown>> = {
    ListStateMachines: () => ({
      stateMachines: machines.map(({ arn }) => ({ stateMachineArn: arn, name: arn.split(':').at(-1) })),
    }),
    ListTagsForResource: ({ resourceArn }) => ({
      tags: Object.entries(machineOf(resourceArn).tags).map(([key, value]) => ({ key, value })),
    }),
    ListExecutions: ({ stateMachineArn }) => ({
      executions: started.map((execution) => ({ ...execution, stateMachineArn, status: 'RUNNING' })),
    }),
    async StartExecution({ stateMachineArn, name = '', input = '{}' }) {
      const executionArn = `${machineOf(stateMachineArn).arn.replace(':stateMachine:', ':execution:')}:${name}`;
      const execution = { executionArn, name, input: JSON.parse(input) };
      started.push(execution);
      await onStart?.(execution);
      return { executionArn, startDate: 0 };
    },
    DescribeExecution: ({ executionArn }) =>
      stands(started.find((execution) => execution.executionArn === executionArn)!),
  };
  const server = createServer(async (request, response) => {
    const chunks = await Array.fromAsync<Buffer>(request);
    const action = String(request.headers['x-amz-target']).split('.').at(-1)!;
    const answer = async () => {
      if (options.refusal) throw refused(options.refusal.type, options.refusal.message);
      return actions[action]!(JSON.parse(Buffer.concat(chunks).toString() || '{}'));
    };
    const [status, body] = await answer().then(
      (found) => [200, found] as const,
      (error: Error) => [400, { __type: error.name, message: error.message }] as const,
    );
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    started,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function refused(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
