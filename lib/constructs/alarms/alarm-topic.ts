import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { type Removal, removalPolicy } from '../removal.ts';

export interface AlarmTopicProps {
  /** Who is told by mail; each must confirm the mail that SNS sends. Default: nobody. */
  readonly mails?: readonly string[];
  readonly removal: Removal;
}

/** Where alarms go: one topic of a stage, for all its stacks. */
export class AlarmTopic extends Construct {
  readonly topic: Topic;
  readonly key: Key;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    this.key = new Key(this, 'Key', { enableKeyRotation: true, removalPolicy: removalPolicy(props.removal) });
    // Without it CloudWatch cannot publish on an encrypted topic, and nobody learns of it.
    this.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
      }),
    );
    this.topic = new Topic(this, 'Topic', { masterKey: this.key, enforceSSL: true });
    for (const mail of props.mails ?? []) this.topic.addSubscription(new EmailSubscription(mail));
  }
}
