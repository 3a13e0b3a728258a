import { Stack, Validations } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** What somebody may do with objects of a bucket. */
export interface ObjectAccess {
  readonly bucket: Bucket;
  /** Of S3, such as s3:GetObject; none with a wildcard. */
  readonly actions: readonly string[];
  /** Patterns of keys, such as models/wine-quality/*; the narrowest that holds them all. */
  readonly keys: readonly string[];
  /** Why no narrower pattern would do, for those who review the wildcard. */
  readonly reason: string;
}

/**
 * Grants what is asked and nothing more: CDK's own helpers grant s3:GetObject* and the like, and the key with it.
 * The wildcard in the keys is acknowledged beside the policy that holds it.
 */
export function grantObjects(grantee: IGrantable, { bucket, actions, keys, reason }: ObjectAccess): Grant {
  for (const key of keys) acknowledgeWildcard(grantee, bucket, key, reason);
  return Grant.addToPrincipal({
    grantee,
    actions: [...actions],
    resourceArns: keys.map((key) => bucket.arnForObjects(key)),
  });
}

/** Of cdk-nag, by the name that it gives to a resource with a wildcard. */
function acknowledgeWildcard(grantee: IGrantable, bucket: Bucket, key: string, reason: string): void {
  const { grantPrincipal } = grantee;
  if (!key.includes('*') || !Construct.isConstruct(grantPrincipal)) return;
  const id = `AwsSolutions-IAM5[Resource::${arnName(Stack.of(grantPrincipal), bucket)}/${key}]`;
  Validations.of(grantPrincipal).acknowledge({ id, reason });
}

/** A bucket's ARN as cdk-nag writes it in the template of a stack: the attribute, or the name of its export. */
function arnName(stack: Stack, bucket: Bucket): string {
  const home = Stack.of(bucket);
  const arn = home === stack ? bucket.bucketArn : home.exportValue(bucket.bucketArn);
  const resolved: ArnReference = stack.resolve(arn);
  if ('Fn::ImportValue' in resolved) return resolved['Fn::ImportValue'];
  const [resource, attribute] = resolved['Fn::GetAtt'];
  return `<${resource}.${attribute}>`;
}

type ArnReference =
  | { readonly 'Fn::ImportValue': string }
  | { readonly 'Fn::GetAtt': readonly [resource: string, attribute: string] };
