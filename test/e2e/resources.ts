import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must, type Scene } from './scene.ts';

type Aws = Scene['aws'];

/** Kinds of resources, and the command that names all of a kind. */
const LISTINGS = {
  stack: ["StackSummaries[?StackStatus!='DELETE_COMPLETE'].StackName", ...['cloudformation', 'list-stacks']],
  bucket: ['Buckets[].Name', 's3api', 'list-buckets'],
  stream: ['StreamNames', 'kinesis', 'list-streams'],
  'log group': ['logGroups[].logGroupName', 'logs', 'describe-log-groups'],
  function: ['Functions[].FunctionName', 'lambda', 'list-functions'],
  mapping: ['EventSourceMappings[].UUID', 'lambda', 'list-event-source-mappings'],
  role: ['Roles[].RoleName', 'iam', 'list-roles'],
  queue: ['QueueUrls', 'sqs', 'list-queues'],
  topic: ['Topics[].TopicArn', 'sns', 'list-topics'],
  alarm: ['MetricAlarms[].AlarmName', 'cloudwatch', 'describe-alarms'],
  dashboard: ['DashboardEntries[].DashboardName', 'cloudwatch', 'list-dashboards'],
  cluster: ['clusterArns', 'ecs', 'list-clusters'],
  definition: ['taskDefinitionArns', 'ecs', 'list-task-definitions'],
  machine: ['stateMachines[].name', 'stepfunctions', 'list-state-machines'],
  schedule: ['Schedules[].Name', 'scheduler', 'list-schedules'],
  network: ['Vpcs[?!IsDefault].VpcId', 'ec2', 'describe-vpcs'],
  repository: ['repositories[].repositoryName', 'ecr', 'describe-repositories'],
} as const satisfies Readonly<Record<string, readonly [query: string, ...command: string[]]>>;

type Kind = keyof typeof LISTINGS;
const KINDS = Object.keys(LISTINGS) as Kind[];

/** "bucket weir-…", of every resource of these kinds. */
export async function listResources(aws: Aws, kinds: readonly Kind[] = KINDS): Promise<string[]> {
  const lists = await Promise.all(
    kinds.map(async (kind) => {
      const [query, ...command] = LISTINGS[kind];
      const names = (await aws(...command, '--query', query)) as readonly string[] | null;
      return (names ?? []).map((name) => `${kind} ${name}`);
    }),
  );
  return lists.flat();
}

/** What is there and was not there before is the bootstrap's, and nothing else. */
export async function onlyTheBootstrapIsLeft(aws: Aws, before: readonly string[]): Promise<string> {
  const query = ['--query', 'StackResourceSummaries[].PhysicalResourceId'];
  const bootstrap = (await aws(
    ...['cloudformation', 'list-stack-resources', '--stack-name', 'CDKToolkit'],
    ...query,
  )) as readonly string[];
  const allowed = new Set(['CDKToolkit', ...bootstrap]);
  const left = (await listResources(aws)).filter((line) => !before.includes(line));
  const others = left.filter((line) => !allowed.has(line.replace(/^(log group|\w+) /, '')));
  must(others.length === 0, `not of the bootstrap: ${others.join(', ')}`);
  return left.length === 0 ? 'nothing new' : left.join(', ');
}

/** As many alarms and dashboards are there as the templates have. */
export async function alarmsAndDashboardExist({ aws, assembly, stage }: Scene): Promise<string> {
  const wanted = await countTypes(assembly, stage.stacks);
  const listed = await listResources(aws, ['alarm', 'dashboard']);
  const counts = [
    ['alarm', wanted.get('AWS::CloudWatch::Alarm') ?? 0],
    ['dashboard', wanted.get('AWS::CloudWatch::Dashboard') ?? 0],
  ] as const;
  for (const [kind, expected] of counts) {
    const found = listed.filter((line) => line.startsWith(`${kind} `) && line.includes('weir-local')).length;
    must(expected > 0, `the templates have no ${kind}`);
    must(found === expected, `${found} of ${expected} ${kind}s are there`);
  }
  return counts.map(([kind, count]) => `${count} ${kind}${count === 1 ? '' : 's'}`).join(', ');
}

async function countTypes(assembly: string, stacks: readonly string[]): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for await (const path of glob(stacks.map((stack) => join(assembly, `${stack}.template.json`)))) {
    const { Resources } = JSON.parse(await readFile(path, 'utf8'));
    for (const { Type } of Object.values(Resources) as { Type: string }[])
      counts.set(Type, (counts.get(Type) ?? 0) + 1);
  }
  return counts;
}
