import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { expect, test } from 'vitest';
import { acknowledgeWildcard } from '../../../lib/constructs/acknowledge-wildcard.ts';
import { testApp } from '../../support/cdk/stacks.ts';

/** A role that reads all of two buckets, its own stack's and another's, and says why for those asked for. */
function wildcardFindings(options: { readonly acknowledged: boolean }): readonly string[] {
  const app = testApp();
  const other = new Bucket(new Stack(app, 'other'), 'Bucket');
  const stack = new Stack(app, 'own');
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const own = new Bucket(stack, 'Bucket');
  const resources = ['*', own.arnForObjects('a/*'), other.arnForObjects('b/*')];
  role.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources }));
  if (options.acknowledged) {
    for (const resource of resources) acknowledgeWildcard(role, resource, 'A test of wildcards needs some.');
  }
  app.synth();
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  return violations.map(({ ruleName }) => ruleName).filter((name) => name.includes('IAM5'));
}

test('a wildcard without a reason is a finding', () => {
  expect(wildcardFindings({ acknowledged: false })).toHaveLength(3);
});

test('a wildcard with a reason is none, whether its resource is in the same stack or in another', () => {
  expect(wildcardFindings({ acknowledged: true })).toEqual([]);
});
