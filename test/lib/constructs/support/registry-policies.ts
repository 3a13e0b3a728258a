import { Template } from 'aws-cdk-lib/assertions';
import { type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ModelRegistry as RegistryConstruct } from '../../../../lib/constructs/model-registry/model-registry.ts';
import { bucketStatements, isAllowed, type Statement, statementsOf } from '../../../support/cdk/policies.ts';
import { registryStack } from '../../../support/cdk/stacks.ts';
import type { S3Request } from '../../../support/s3-server.ts';
import { MODEL } from '../../registry/support/draft.ts';

/** The registry stack of dev, roles of other stacks that are granted something, and who may do what by its policies. */

type Grant = (registry: RegistryConstruct, grantee: IGrantable) => unknown;

/** Roles of other stacks and what they are granted; those of the registry's own are there already. */
const GRANTED: Readonly<Record<string, Grant>> = {
  Inference: (registry, role) => {
    registry.grantRead(role, MODEL);
    registry.grantQuarantine(role, MODEL);
  },
  Replay: (registry, role) => registry.grantReplay(role, MODEL),
  First: (registry, role) => registry.grantFirstVersion(role, MODEL),
  Stranger: () => {},
};

export const stack = registryStack();
const { registry: construct } = stack;
const granted = Object.entries(GRANTED).map(([id, grant]) => {
  const path = id === 'First' ? { path: construct.aliasWriterPath } : {};
  const role = new Role(stack, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), ...path });
  grant(construct, role);
  return [id, role] as const;
});
const { registryBucket, quarantineBucket, registryKey, quarantineKey } = construct;
const ROLES: Readonly<Record<string, Role>> = {
  Reader: construct.readerRole,
  Trainer: construct.trainerRole,
  Promoter: construct.promoterRole,
  ...Object.fromEntries(granted),
};
export const resources = Template.fromStack(stack).toJSON().Resources;

export function logicalId(resource: { readonly node: { readonly defaultChild?: unknown } }): string {
  return stack.resolve((resource.node.defaultChild as { logicalId: string }).logicalId);
}

export const BUCKETS = {
  registry: { arn: `arn:${logicalId(registryBucket)}`, key: `arn:${logicalId(registryKey)}` },
  quarantine: { arn: `arn:${logicalId(quarantineBucket)}`, key: `arn:${logicalId(quarantineKey)}` },
} as const;
export type Place = keyof typeof BUCKETS;

export const ACTIONS: Readonly<Record<S3Request['operation'], string>> = {
  PutObject: 's3:PutObject',
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObject',
  DeleteObject: 's3:DeleteObject',
  ListObjectsV2: 's3:ListBucket',
  CreateBucket: 's3:CreateBucket',
  HeadBucket: 's3:ListBucket',
};
const KEY_ACTIONS: Readonly<Record<string, string>> = {
  's3:PutObject': 'kms:GenerateDataKey',
  's3:GetObject': 'kms:Decrypt',
};

export interface S3Action {
  readonly action: string;
  readonly place: Place;
  readonly key?: string;
  readonly conditions?: readonly string[];
}

/** Its path as IAM has it in the ARN. */
function arnOf(role: string): string {
  const id = logicalId(ROLES[role]!);
  const { Path = '/' } = resources[id].Properties;
  return `arn:AWS::Partition:iam::AWS::AccountId:role${Path}${id}`;
}

/**
 * Whether a role may make a request, with the key of the bucket.
 * @param own the statements of somebody who is no role of ours
 */
export function may(
  role: string,
  { action, place, key, conditions = [] }: S3Action,
  own?: readonly Statement[],
): boolean {
  const { arn, key: kmsKey } = BUCKETS[place];
  const statements = own ?? statementsOf(resources, logicalId(ROLES[role]!));
  const principal = own ? `arn:AWS::Partition:iam::AWS::AccountId:role/${role}` : arnOf(role);
  const context = {
    ...Object.fromEntries(conditions.map((name) => [`s3:${name}`, 'a value'])),
    ...(action === 's3:PutObject' ? { 's3:ObjectCreationOperation': 'true' } : {}),
  };
  const resource = key === undefined || key === '' ? arn : `${arn}/${key}`;
  const onBucket = bucketStatements(resources, arn.slice('arn:'.length));
  const kms = KEY_ACTIONS[action];
  return (
    isAllowed({ action, resource, principal, context }, statements, onBucket) &&
    (kms === undefined || isAllowed({ action: kms, resource: kmsKey, principal }, statements, []))
  );
}

export const ADMINISTRATOR: readonly Statement[] = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
