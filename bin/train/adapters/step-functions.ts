import {
  DescribeExecutionCommand,
  ListTagsForResourceCommand,
  paginateListExecutions,
  paginateListStateMachines,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { UserError } from '../../../lib/contract/errors.ts';
import { RUN_MACHINE_SUFFIX, RUN_TAGS, STAGE_TAG } from '../../../lib/contract/training-run.ts';
import type { RemoteRuns, RunMachine } from '../remote-runs.ts';

type Tags = ReadonlyMap<string | undefined, string | undefined>;

/** Errors of Step Functions for an ARN that names none of its state machines. */
const NO_MACHINE = /^(InvalidArn|ResourceNotFound|StateMachineDoesNotExist|ValidationException)$/;

/** arn:partition:states:region:account:stateMachine:name */
const ARN = /^arn:[\w-]+:states:[\w-]+:\d{12}:stateMachine:[^:]+$/;

/** The runs of Step Functions: credentials and endpoint come from the standard AWS_* environment. */
export function stepFunctionsRuns(region: string): RemoteRuns {
  const client = new SFNClient({ region, maxAttempts: 5 });
  return {
    machine: (arn) => describeMachine(client, region, arn),
    find: (stage) => findMachine(client, region, stage),
    async running({ arn: stateMachineArn }, isCalledSo) {
      const going = { stateMachineArn, statusFilter: 'RUNNING' } as const;
      for await (const { executions = [] } of paginateListExecutions({ client }, going)) {
        const found = executions.find(({ name }) => isCalledSo(name!));
        if (found !== undefined) return found.executionArn;
      }
      return undefined;
    },
    async start({ arn }, name, input) {
      const command = new StartExecutionCommand({ stateMachineArn: arn, name, input: JSON.stringify(input) });
      const { executionArn } = await client.send(command);
      return executionArn!;
    },
    async state(executionArn) {
      const { status, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn }));
      return { status: status!, error, cause };
    },
  };
}

async function describeMachine(client: SFNClient, region: string, arn: string): Promise<RunMachine> {
  if (!ARN.test(arn)) throw new UserError(`${arn} is no ARN of a state machine; ${WHERE_IT_STANDS}`);
  const tags = await tagsOf(client, arn).catch((error: Error) => {
    if (!NO_MACHINE.test(error.name)) throw error;
    throw new UserError(
      `there is no state machine ${arn} in ${region} (${error.message}); ${WHERE_IT_STANDS}`,
    );
  });
  const [studies, registry, datasets, log] = [
    ...[RUN_TAGS.studies, RUN_TAGS.registry, RUN_TAGS.datasets, RUN_TAGS.log],
  ].map((tag) => tags.get(tag));
  if (studies !== undefined && registry !== undefined && datasets !== undefined && log !== undefined)
    return { arn, studies, registry, datasets, log };
  throw new UserError(
    `${arn} lacks one of the tags ${Object.values(RUN_TAGS).join(', ')}; ${WHERE_IT_STANDS}`,
  );
}

const WHERE_IT_STANDS =
  'expected the state machine of a training stack, as its output StateMachineArn names it (cdk deploy brings an older one up to date)';

async function tagsOf(client: SFNClient, resourceArn: string): Promise<Tags> {
  const { tags = [] } = await client.send(new ListTagsForResourceCommand({ resourceArn }));
  return new Map(tags.map(({ key, value }) => [key, value]));
}

/** By its name's end, and by its tag: the name of stage "dev" ends as that of a stage "my-dev" does. */
async function findMachine(client: SFNClient, region: string, stage: string): Promise<string> {
  const ending = `-${stage}${RUN_MACHINE_SUFFIX}`;
  const found: string[] = [];
  for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {}))
    for (const { name, stateMachineArn } of stateMachines) {
      if (!name!.endsWith(ending)) continue;
      const tags = await tagsOf(client, stateMachineArn!);
      if (tags.get(STAGE_TAG) === stage && tags.has(RUN_TAGS.studies)) found.push(stateMachineArn!);
    }
  const [arn, ...others] = found;
  if (arn === undefined)
    throw new UserError(
      `this account has no training of the stage ${stage} in ${region}: deploy it with "training" in bin/stages.ts, say with AWS_REGION where it is, or name its state machine with --state-machine`,
    );
  if (others.length === 0) return arn;
  throw new UserError(
    `several stages of this account are called ${stage}: name a state machine with --state-machine (${found.join(', ')})`,
  );
}
