import { synthesized } from '../../../support/cdk/deployments.ts';

/** The state machine and the tasks of a stage as CloudFormation would make them. */
export interface DeployedRun {
  /** The state machine's definition, references in it resolved. */
  readonly definition: Definition;
  /** The environment of a task's container, by its task definition's name. */
  readonly environments: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The input of the daily run, without the scheduled time that the Scheduler fills in. */
  readonly dailyInput: Readonly<Record<string, unknown>>;
}

export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

export interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Retry?: readonly unknown[];
  readonly Catch?: readonly unknown[];
  readonly ItemProcessor?: Definition;
}

export const BUCKETS = { data: 'weir-data', registry: 'weir-registry' } as const;

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Properties }>>;
}
// biome-ignore lint/suspicious/noExplicitAny: a template is read by the test alone, which fails on what is not there
type Properties = any;

/** The stage "prod", which has a schedule: synthesized, and read from the template. */
export function deployedRun(): DeployedRun {
  const { assembly } = synthesized({ stage: 'prod', package: 'zip' });
  const { Resources }: Template = assembly.getStackByName('weir-prod-training').template;
  const ofType = (type: string) => Object.entries(Resources).filter(([, { Type }]) => Type === type);
  const [machine] = ofType('AWS::StepFunctions::StateMachine');
  const [schedule] = ofType('AWS::Scheduler::Schedule');
  const tasks = ofType('AWS::ECS::TaskDefinition').map(([, { Properties }]) => [
    Properties.Family,
    Object.fromEntries(
      Properties.ContainerDefinitions[0].Environment.map(({ Name, Value }: Properties) => [
        Name,
        resolved(Value),
      ]),
    ),
  ]);
  const { scheduledTime: _, ...dailyInput } = JSON.parse(resolved(schedule![1].Properties.Target.Input));
  return {
    definition: JSON.parse(resolved(machine![1].Properties.DefinitionString)),
    environments: Object.fromEntries(tasks),
    dailyInput,
  };
}

/** As CloudFormation does it, with names of this test in place of those that AWS would give. */
function resolved(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument] = ['', undefined]] = Object.entries(value as Record<string, unknown>);
  if (name === 'Fn::Join') {
    const [delimiter, parts] = argument as [string, readonly unknown[]];
    return parts.map(resolved).join(delimiter);
  }
  if (name === 'Ref') return String(argument);
  if (name === 'Fn::GetAtt') return (argument as readonly string[]).join('.');
  if (name === 'Fn::ImportValue') return imported(String(argument));
  throw new Error(`${name} in the training stack`);
}

function imported(name: string): string {
  if (/RefModelRegistryBucketsData/.test(name)) return BUCKETS.data;
  if (/RefModelRegistryBucketsRegistry/.test(name)) return BUCKETS.registry;
  return name;
}
