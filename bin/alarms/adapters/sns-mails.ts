import {
  paginateListSubscriptionsByTopic,
  type SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import type { RecipientChange } from '../alarm-desk.ts';

export interface MailSubscription {
  readonly mail: string;
  /** undefined: not confirmed. */
  readonly arn: string | undefined;
}

export async function mailSubscriptions(
  client: SNSClient,
  topicArn: string,
): Promise<readonly MailSubscription[]> {
  const found: MailSubscription[] = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
    { client },
    { TopicArn: topicArn },
  ))
    for (const { Protocol, Endpoint, SubscriptionArn = '' } of Subscriptions)
      if (Protocol === 'email' && Endpoint !== undefined)
        found.push({ mail: Endpoint, arn: SubscriptionArn.startsWith('arn:') ? SubscriptionArn : undefined });
  return found;
}

/** Asked again, SNS sends the mail to confirm once more to who has not confirmed yet. */
export async function subscribe(client: SNSClient, topicArn: string, mail: string): Promise<RecipientChange> {
  const before = (await mailSubscriptions(client, topicArn)).find((one) => one.mail === mail);
  if (before?.arn !== undefined) return 'was there';
  await client.send(new SubscribeCommand({ TopicArn: topicArn, Protocol: 'email', Endpoint: mail }));
  return 'added';
}

/**
 * What is not confirmed cannot be taken back, and goes by itself after two days.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-delete-subscription-topic.html
 */
export async function unsubscribe(
  client: SNSClient,
  topicArn: string,
  mail: string,
): Promise<RecipientChange> {
  const found = (await mailSubscriptions(client, topicArn)).filter((one) => one.mail === mail);
  const arns = found.flatMap(({ arn }) => (arn === undefined ? [] : [arn]));
  for (const SubscriptionArn of arns) await client.send(new UnsubscribeCommand({ SubscriptionArn }));
  if (arns.length > 0) return 'removed';
  return found.length > 0 ? 'unconfirmed' : 'was not there';
}
