import { AnyPrincipal, Effect, PolicyStatement, type PolicyStatementProps } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { keys } from '../../contract/keys.ts';

export interface WriteRules {
  /** Pattern of the ARNs of the roles that may write aliases. */
  readonly aliasWriters: string;
  /** The role that empties the bucket before it is deleted; undefined where nobody does. */
  readonly emptiedBy: string | undefined;
}

const ANY_MODEL = '*';
const ARTIFACTS = `${keys.artifactsPrefix(ANY_MODEL)}*`;
const VERSIONS = `${keys.versionsPrefix(ANY_MODEL)}*`;
const ALIASES = `${keys.aliasesPrefix(ANY_MODEL)}*`;

/**
 * The registry's rules as denials of its bucket, which hold whatever a role's own policy allows, an administrator's
 * too: what is published is only ever created, aliases are only ever swapped, and by alias writers alone, and
 * nobody deletes either. An administrator who must can still change this policy: it denies nothing that
 * concerns the bucket itself.
 *
 * Parts of a multipart upload carry no condition, so the request that completes it is held to it alone.
 * A copy is held to it as an upload is.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
export function addWriteRules(bucket: Bucket, { aliasWriters, emptiedBy }: WriteRules): void {
  const deny = (sid: string, patterns: readonly string[], rest: PolicyStatementProps) =>
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        resources: patterns.map((pattern) => bucket.arnForObjects(pattern)),
        ...rest,
      }),
    );
  const isWrite = { Bool: { 's3:ObjectCreationOperation': 'true' } };
  deny('VersionsAreCreated', [ARTIFACTS, VERSIONS], {
    actions: ['s3:PutObject'],
    conditions: { ...isWrite, Null: { 's3:if-none-match': 'true' } },
  });
  deny('AliasesAreSwapped', [ALIASES], {
    actions: ['s3:PutObject'],
    conditions: { ...isWrite, Null: { 's3:if-none-match': 'true', 's3:if-match': 'true' } },
  });
  deny('AliasesHaveTheirWriters', [ALIASES], {
    actions: ['s3:PutObject'],
    conditions: { ArnNotLike: { 'aws:PrincipalArn': aliasWriters } },
  });
  const butTheOneWhoEmpties = emptiedBy
    ? { conditions: { ArnNotEquals: { 'aws:PrincipalArn': emptiedBy } } }
    : {};
  deny('NothingIsDeleted', [VERSIONS, ALIASES], {
    actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
    ...butTheOneWhoEmpties,
  });
  // A sweep hides what no version names; for as long as former versions are kept it can be brought back.
  deny('ArtifactsAreNotErased', [ARTIFACTS], {
    actions: ['s3:DeleteObjectVersion'],
    ...butTheOneWhoEmpties,
  });
}
