import {
  DescribeExecutionCommand,
  ListTagsForResourceCommand,
  paginateListStateMachines,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { UserError } from '../../../lib/contract/errors.ts';
import { RUN_MACHINE_SUFFIX, RUN_TAGS } from '../../../lib/contract/training-run.ts';
import type { RemoteRuns, RunMachine } from '../remote-runs.ts';

/** The runs of Step Functions: region, credentials and endpoint come from the standard AWS_* environment. */
export function stepFunctionsRuns(region: string): RemoteRuns {
  const client = new SFNClient({ region, maxAttempts: 5 });
  return {
    machine: (arn) => describeMachine(client, arn),
    find: (stage) => findMachine(client, stage),
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

async function describeMachine(client: SFNClient, arn: string): Promise<RunMachine> {
  const { tags = [] } = await client.send(new ListTagsForResourceCommand({ resourceArn: arn }));
  const tagged = (wanted: string) => tags.find(({ key }) => key === wanted)?.value;
  const [studies, registry, datasets] = [RUN_TAGS.studies, RUN_TAGS.registry, RUN_TAGS.datasets].map(tagged);
  if (studies !== undefined && registry !== undefined && datasets !== undefined)
    return { arn, studies, registry, datasets };
  throw new UserError(
    `${arn} lacks one of the tags ${Object.values(RUN_TAGS).join(', ')}; expected the state machine of a training stack: see its output StateMachineArn`,
  );
}

async function findMachine(client: SFNClient, stage: string): Promise<string> {
  const ending = `-${stage}${RUN_MACHINE_SUFFIX}`;
  const found: string[] = [];
  for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {}))
    found.push(
      ...stateMachines.filter(({ name }) => name!.endsWith(ending)).map((one) => one.stateMachineArn!),
    );
  const [arn, ...others] = found;
  if (arn === undefined)
    throw new UserError(
      `no state machine of this account and region ends with "${ending}"; deploy the stage with "training" in bin/stages.ts, or name one with --state-machine`,
    );
  if (others.length === 0) return arn;
  throw new UserError(
    `several state machines end with "${ending}": name one with --state-machine (${found.join(', ')})`,
  );
}
