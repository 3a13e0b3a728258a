import { must, type Scene } from './scene.ts';

const NAME = 'weir-local-training';

interface Container {
  readonly stopTimeout?: number;
  readonly readonlyRootFilesystem?: boolean;
  readonly environment?: readonly { readonly name: string; readonly value: string }[];
}

/** What trains is there as AWS's own commands show it: cluster, tasks with their roles, state machine, schedule. */
export async function theTrainingIsThere({ aws }: Scene): Promise<string> {
  await theClusterIsThere(aws);
  const roles = [await roleOfTask(aws, 'worker'), await roleOfTask(aws, 'finalizer')];
  must(roles[0] !== roles[1], `worker and finalizer have one role: ${roles[0]}`);
  const machine = await machineOf(aws);
  const schedule = await theScheduleStarts(aws, machine);
  return `cluster, 2 tasks, state machine, ${schedule}`;
}

async function theClusterIsThere(aws: Scene['aws']): Promise<void> {
  const query = ['--query', 'clusters[0].status'];
  const status = await aws('ecs', 'describe-clusters', '--clusters', NAME, ...query);
  must(status === 'ACTIVE', `the cluster is ${status}`);
}

/** @returns the role's ARN, of a role that is there */
async function roleOfTask(aws: Scene['aws'], kind: string): Promise<string> {
  const family = `${NAME}-${kind}`;
  const query = ['--query', 'taskDefinition.[taskRoleArn, containerDefinitions[0]]'];
  const [role, container] = (await aws(
    ...['ecs', 'describe-task-definition', '--task-definition', family],
    ...query,
  )) as [string, Container];
  must(container.stopTimeout === 120, `${family} is given ${container.stopTimeout} s to stop`);
  must(container.readonlyRootFilesystem === true, `${family} may write anywhere`);
  const studies = container.environment?.find(({ name }) => name === 'WEIR_STUDIES')?.value;
  must(studies?.startsWith('s3://') === true, `${family} has its studies in ${studies}`);
  const name = role.split('/').at(-1)!;
  await aws('iam', 'get-role', '--role-name', name);
  return role;
}

/** @returns its ARN */
async function machineOf(aws: Scene['aws']): Promise<string> {
  const query = `stateMachines[?name=='${NAME}'].stateMachineArn`;
  const [arn] = (await aws('stepfunctions', 'list-state-machines', '--query', query)) as readonly string[];
  must(arn !== undefined, `there is no state machine ${NAME}`);
  return arn;
}

async function theScheduleStarts(aws: Scene['aws'], machine: string): Promise<string> {
  const query = `Schedules[?Target.Arn=='${machine}'].Name`;
  const [name] = (await aws('scheduler', 'list-schedules', '--query', query)) as readonly string[];
  must(name !== undefined, 'no schedule starts the state machine');
  const fields = [
    '--query',
    '[State, ScheduleExpression, Target.RetryPolicy.MaximumRetryAttempts, Target.Input]',
  ];
  const [state, expression, retries, input] = (await aws(
    ...['scheduler', 'get-schedule', '--name', name],
    ...fields,
  )) as [string, string, number, string];
  must(state === 'ENABLED', `the schedule is ${state}`);
  must(retries <= 5, `the schedule tries ${retries} times again`);
  must(JSON.parse(input).data.startsWith('s3://'), `the schedule's input is ${input}`);
  return `schedule ${expression}`;
}
