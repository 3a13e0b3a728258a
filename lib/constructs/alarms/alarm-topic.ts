import { Duration, Stack } from 'aws-cdk-lib';
import { type Metric, type MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { encryptionKey } from '../encryption-key.ts';
import type { Removal } from '../removal.ts';
import { checkedMails } from './mail-address.ts';

export interface AlarmTopicProps {
  /**
   * Who is told by mail, each a bare address and once; nobody is told before having confirmed the mail that SNS
   * sends first. Default: nobody.
   */
  readonly mails?: readonly string[];
  readonly removal: Removal;
}

const CLOUDWATCH = new ServicePrincipal('cloudwatch.amazonaws.com');

/** Where alarms go: one topic of a stage, for all its stacks. */
export class AlarmTopic extends Construct {
  readonly topic: Topic;
  readonly key: Key;

  /** @throws UserError for a mail address that is none */
  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    const mails = checkedMails(props.mails ?? []);
    this.key = encryptionKey(this, 'Key', props.removal);
    this.topic = new Topic(this, 'Topic', { masterKey: this.key, enforceSSL: true });
    this.#admitAlarms();
    for (const mail of mails) this.topic.addSubscription(new EmailSubscription(mail));
  }

  /** Messages that SNS could not deliver: who should have been told was not. */
  metricNotificationsFailed(options?: MetricOptions): Metric {
    return this.topic.metricNumberOfNotificationsFailed({
      statistic: Stats.SUM,
      period: Duration.minutes(5),
      ...options,
    });
  }

  /**
   * Lets the alarms of this account, and nobody else's, publish: without the first statement CloudWatch cannot
   * encrypt what it publishes, and nobody learns of it. The condition against a confused deputy is on the topic
   * alone: that it reaches KMS with an alarm is not documented, and where it did not, the pager would be silent.
   * Who may not publish on the topic has no use of its key.
   * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
   */
  #admitAlarms(): void {
    this.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [CLOUDWATCH],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        // In a key's own policy: this key.
        resources: ['*'],
      }),
    );
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [CLOUDWATCH],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }
}
