import { Duration } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { type Removal, removalPolicy } from './removal.ts';

/** The shortest that KMS allows; meanwhile the deletion can be cancelled, and the key costs nothing. */
const PENDING_WINDOW = Duration.days(7);

/** A key of the stack's own that rotates each year; with `destroy` it is deleted seven days after its stack. */
export function encryptionKey(scope: Construct, id: string, removal: Removal): Key {
  return new Key(scope, id, {
    enableKeyRotation: true,
    removalPolicy: removalPolicy(removal),
    ...(removal === 'destroy' ? { pendingWindow: PENDING_WINDOW } : {}),
  });
}
