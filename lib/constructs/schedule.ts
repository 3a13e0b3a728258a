import { Duration, Stack, Validations } from 'aws-cdk-lib';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type Removal, removalPolicy } from './removal.ts';

/** A start that fails is tried again within an hour, and not, as the Scheduler would, 185 times in a day. */
export const SCHEDULE_RETRIES = 3;
export const MAX_EVENT_AGE = Duration.hours(1);

/** Days to look at what could not be started. */
const KEPT = Duration.days(14);

/** Where the Scheduler puts what it could not start. */
export function scheduleDeadLetters(scope: Construct, id: string, key: Key, removal: Removal): Queue {
  const queue = new Queue(scope, id, {
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: key,
    enforceSSL: true,
    retentionPeriod: KEPT,
    removalPolicy: removalPolicy(removal),
  });
  Validations.of(queue).acknowledge({
    id: 'AwsSolutions-SQS3',
    reason: 'This is the dead-letter queue, of the Scheduler: cdk-nag knows those of other queues alone.',
  });
  return queue;
}

/** The role by which the Scheduler starts things: of this account alone, and with the key of the queue. */
export function schedulerRole(scope: Construct, id: string, description: string, key: Key): Role {
  const role = new Role(scope, id, {
    description,
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
  // For the queue: targets of CDK grant sqs:SendMessage and leave the key out.
  Grant.addToPrincipal({
    grantee: role,
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resourceArns: [key.keyArn],
  });
  return role;
}
