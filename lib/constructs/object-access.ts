import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge-wildcard.ts';

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

/** Grants what is asked and nothing more: CDK's own helpers grant s3:GetObject* and the like, and the key with it. */
export function grantObjects(grantee: IGrantable, { bucket, actions, keys, reason }: ObjectAccess): Grant {
  const resourceArns = keys.map((key) => bucket.arnForObjects(key));
  const { grantPrincipal } = grantee;
  if (Construct.isConstruct(grantPrincipal))
    for (const arn of resourceArns.filter((_, i) => keys[i]!.includes('*')))
      acknowledgeWildcard(grantPrincipal, arn, reason);
  return Grant.addToPrincipal({ grantee, actions: [...actions], resourceArns });
}
