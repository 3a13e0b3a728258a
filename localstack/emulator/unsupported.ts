/**
 * What stage `local` leaves out, because an emulator that refuses one resource refuses its whole stack. The one
 * table: a test holds the stage against it, and test/e2e asks the emulator for each row whether it still refuses.
 */

/** A resource that an emulator refuses. */
export interface UnsupportedResource {
  /** CloudFormation's type. */
  readonly type: string;
  /** Which resources of the type, in words. */
  readonly which: string;
  /** The same as a test on the resource, whose properties are named as in CDK: `metrics`, not `Metrics`. */
  readonly matches: (resource: Readonly<Record<string, unknown>>) => boolean;
  /** Who refuses it, and how. */
  readonly reason: string;
  /** The rule of cdk-nag that misses the resource, where there is one. */
  readonly missedBy?: string;
  /** The least properties with which a template's resource is refused. */
  readonly example: Readonly<Record<string, unknown>>;
}

export const UNSUPPORTED: readonly UnsupportedResource[] = [
  {
    type: 'AWS::CloudWatch::Alarm',
    which: 'alarms on metric math',
    matches: ({ metrics }) => metrics !== undefined,
    reason: 'MiniStack 1.4.21 refuses the property Metrics',
    example: {
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      Threshold: 1,
      Metrics: [
        { Id: 'share', Expression: 'errors * 100', ReturnData: true },
        {
          Id: 'errors',
          ReturnData: false,
          MetricStat: {
            Metric: { Namespace: 'AWS/Lambda', MetricName: 'Errors' },
            Period: 60,
            Stat: 'Sum',
          },
        },
      ],
    },
  },
  {
    type: 'AWS::EC2::FlowLog',
    which: 'flow logs of networks',
    matches: () => true,
    reason: 'MiniStack 1.4.21 knows no such resource',
    missedBy: 'AwsSolutions-VPC7',
    example: { ResourceId: 'vpc-00000000', ResourceType: 'VPC', TrafficType: 'REJECT' },
  },
  {
    type: 'AWS::ECS::ClusterCapacityProviderAssociations',
    which: 'Spot for clusters',
    matches: () => true,
    reason: 'MiniStack 1.4.21 knows no such resource',
    example: {
      Cluster: 'cluster',
      CapacityProviders: ['FARGATE', 'FARGATE_SPOT'],
      DefaultCapacityProviderStrategy: [],
    },
  },
];

/** The little of a construct that is needed: this folder knows no CDK. */
export interface TreeConstruct {
  readonly node: {
    readonly id: string;
    readonly path: string;
    readonly scope?: TreeConstruct | undefined;
    findAll(): readonly TreeConstruct[];
    tryRemoveChild(id: string): boolean;
  };
}

/** A resource that was taken out of the tree. */
export interface LeftOut {
  /** Where it was: "weir-local-wine-quality-inference/Alarms/RejectedShare/Resource". */
  readonly path: string;
  readonly type: string;
  readonly reason: string;
  readonly missedBy?: string;
}

/**
 * Takes the resources of the table out of a construct tree, before it is synthesized. Nothing else may refer to
 * them: a reference would be left dangling.
 * @returns what was taken out, in the order of the tree
 */
export function leaveOutUnsupported(
  root: TreeConstruct,
  table: readonly UnsupportedResource[] = UNSUPPORTED,
): readonly LeftOut[] {
  return root.node.findAll().flatMap((construct) => {
    const row = table.find((candidate) => isOf(construct, candidate));
    if (row === undefined) return [];
    construct.node.scope?.node.tryRemoveChild(construct.node.id);
    const { type, reason, missedBy } = row;
    return [{ path: construct.node.path, type, reason, ...(missedBy === undefined ? {} : { missedBy }) }];
  });
}

function isOf(construct: TreeConstruct, { type, matches }: UnsupportedResource): boolean {
  const resource = construct as unknown as Readonly<Record<string, unknown>>;
  return resource.cfnResourceType === type && matches(resource);
}

/** The lines that a deployment prints about them. */
export function leftOutLines(leftOut: readonly LeftOut[]): string[] {
  return leftOut.map(({ path, type, reason }) => `left out: ${path} (${type}): ${reason}`);
}
