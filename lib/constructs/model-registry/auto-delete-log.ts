import { type CfnResource, type CustomResourceProviderBase, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { allowLogs } from '../log-encryption.ts';

/** What CDK calls the provider that empties the buckets of a stack. */
export const AUTO_DELETE_PROVIDER = 'Custom::S3AutoDeleteObjectsCustomResourceProvider';

/**
 * Gives CDK's provider, which empties buckets before they are deleted, a log group of the stack's own.
 *
 * As CDK makes it, Lambda creates the log group at the first invocation and nothing ever deletes it. Now the group
 * is encrypted, kept for 30 days and deleted with the stack, and the role may write to it and not create another.
 * The provider has no props for this, so its resources are overridden.
 *
 * @returns the ARN of the provider's role, undefined in a stack where no bucket is emptied
 */
export function keepAutoDeleteLog(scope: Construct, key: Key): string | undefined {
  const stack = Stack.of(scope);
  const provider = stack.node.tryFindChild(AUTO_DELETE_PROVIDER) as CustomResourceProviderBase | undefined;
  if (provider === undefined) return undefined;
  const logGroupName = `/aws/lambda/${stack.stackName}-auto-delete`;
  allowLogs(key, logGroupName);
  const log = new LogGroup(scope, 'AutoDeleteLog', {
    logGroupName,
    retention: RetentionDays.ONE_MONTH,
    encryptionKey: key,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  provider.addToRolePolicy({
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: log.logGroupArn,
  });
  const [role, handler] = ['Role', 'Handler'].map((id) => provider.node.findChild(id) as CfnResource);
  role?.addPropertyDeletionOverride('ManagedPolicyArns');
  handler?.addPropertyOverride('LoggingConfig', { LogGroup: log.logGroupName });
  return provider.roleArn;
}
