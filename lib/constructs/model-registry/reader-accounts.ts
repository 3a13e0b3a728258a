import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { keys } from '../../contract/keys.ts';

/**
 * Lets other accounts read the models: bucket and key say so here, and in the other account a role's own policy must
 * say the same (s3:GetObject, s3:ListBucket, kms:Decrypt). Such a role reads `s3://<bucket>` as any reader does.
 */
export function addReaderAccounts(bucket: Bucket, key: Key, accounts: readonly string[]): void {
  const principals = [...new Set(accounts)].map((account) => new AccountPrincipal(account));
  if (principals.length === 0) return;
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'ReaderAccountsRead',
      principals,
      actions: ['s3:GetObject'],
      resources: [bucket.arnForObjects(`${keys.modelsPrefix()}*`)],
    }),
  );
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'ReaderAccountsList',
      principals,
      actions: ['s3:ListBucket'],
      resources: [bucket.bucketArn],
    }),
  );
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'ReaderAccountsDecrypt',
      principals,
      actions: ['kms:Decrypt'],
      // In a key's own policy: this key.
      resources: ['*'],
    }),
  );
}
