import { CloudWatchClient, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { SNSClient } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { putThreshold, raise, toAlarmNow } from '../../../bin/alarms/adapters/cloudwatch-alarms.ts';
import { subscribe, unsubscribe } from '../../../bin/alarms/adapters/sns-mails.ts';
import { KNOWN_ALARMS } from '../../../bin/alarms/catalogue.ts';

/** What is asked of CloudWatch and SNS; that they take it, the end-to-end test on an emulator shows. */

interface Sent {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Answers by the name of the command, and keeps what was sent. */
function answering<T extends object>(client: T, answers: Readonly<Record<string, unknown>> = {}) {
  const sent: Sent[] = [];
  const send = async (command: { readonly input: Sent['input'] }) => {
    const name = command.constructor.name.replace('Command', '');
    sent.push({ name, input: command.input });
    const answer = answers[name] ?? {};
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { client: Object.assign(client, { send }), sent };
}

function cloudWatchWith(answers?: Readonly<Record<string, unknown>>) {
  return answering(new CloudWatchClient({ region: 'us-east-1' }), answers);
}

/** As DescribeAlarms tells of an alarm on an expression. */
const ON_EXPRESSION: MetricAlarm = {
  AlarmName: 'weir-prod-wine-quality-error-rate',
  AlarmArn: 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:weir-prod-wine-quality-error-rate',
  AlarmDescription: 'More than half …',
  ActionsEnabled: true,
  OKActions: ['arn:aws:sns:us-east-1:111122223333:alarms'],
  AlarmActions: ['arn:aws:sns:us-east-1:111122223333:alarms'],
  InsufficientDataActions: [],
  Dimensions: [],
  StateValue: 'OK',
  StateReason: 'Threshold Crossed',
  StateReasonData: '{"recentDatapoints":[0.1,0.25]}',
  StateUpdatedTimestamp: new Date('2026-11-21T02:03:04Z'),
  EvaluationPeriods: 1,
  DatapointsToAlarm: 1,
  Threshold: 0.5,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
  Metrics: [
    { Id: 'expr_1', Expression: 'IF(whole >= 1, part0 / whole, 0)', ReturnData: true },
    {
      Id: 'part0',
      ReturnData: false,
      MetricStat: { Metric: { Namespace: 'Weir', MetricName: 'RecordsRejected' }, Period: 300, Stat: 'Sum' },
    },
  ],
};

test('another threshold keeps everything else of an alarm on an expression, and says nothing that it has not', async () => {
  const { client: cloudWatch, sent } = cloudWatchWith();
  expect(await putThreshold(cloudWatch, ON_EXPRESSION, 0.3)).toBe(0.5);
  const {
    AlarmArn: _,
    StateValue: __,
    StateReason: ___,
    StateReasonData: ____,
    StateUpdatedTimestamp: _____,
    // Empty lists are refused beside Metrics.
    Dimensions: ______,
    InsufficientDataActions: _______,
    ...kept
  } = ON_EXPRESSION;
  expect(sent).toEqual([{ name: 'PutMetricAlarm', input: { ...kept, Threshold: 0.3 } }]);
});

test('an alarm on one metric keeps its statistic, period and dimensions', async () => {
  const { client: cloudWatch, sent } = cloudWatchWith();
  const { Metrics: _, ...rest } = ON_EXPRESSION;
  const onMetric: MetricAlarm = {
    ...rest,
    MetricName: 'Confidence',
    Namespace: 'Weir',
    Statistic: 'Average',
    Period: 300,
    Dimensions: [{ Name: 'stage', Value: 'prod' }],
  };
  await putThreshold(cloudWatch, onMetric, 0.4);
  expect(sent[0]!.input).toMatchObject({
    ...{ MetricName: 'Confidence', Namespace: 'Weir', Statistic: 'Average', Period: 300, Threshold: 0.4 },
    Dimensions: [{ Name: 'stage', Value: 'prod' }],
  });
});

test('a test raises an alarm that is on already once more, and one whose actions are off not at all', async () => {
  const { client: cloudWatch, sent } = cloudWatchWith();
  await raise(cloudWatch, { ...ON_EXPRESSION, StateValue: 'ALARM' });
  expect(sent.map(({ input }) => input.StateValue)).toEqual(['INSUFFICIENT_DATA', 'ALARM']);
  await expect(raise(cloudWatch, { ...ON_EXPRESSION, ActionsEnabled: false })).rejects.toThrow(
    'the actions of weir-prod-wine-quality-error-rate are disabled',
  );
  expect(sent).toHaveLength(2);
});

test('an alarm is told with its latest value, and with what was deployed where tags may be read', async () => {
  const tags = { Tags: [{ Key: 'threshold', Value: '0.6' }] };
  const now = await toAlarmNow(cloudWatchWith({ ListTagsForResource: tags }).client, 'error-rate', {
    ...ON_EXPRESSION,
    StateReason: 'weir alarms test: nothing is wrong',
  });
  expect(now).toEqual({
    ...{ name: 'error-rate', state: 'ok', since: '2026-11-21T02:03:04.000Z', threshold: 0.5 },
    ...{ comparison: 'above', deployed: 0.6, value: 0.25, isTest: true },
  });
  const denied = Object.assign(new Error('not allowed'), { name: 'AccessDeniedException' });
  const blind = cloudWatchWith({ ListTagsForResource: denied }).client;
  expect((await toAlarmNow(blind, 'error-rate', ON_EXPRESSION)).deployed).toBeNull();
  const broken = cloudWatchWith({ ListTagsForResource: new Error('reset') }).client;
  await expect(toAlarmNow(broken, 'error-rate', ON_EXPRESSION)).rejects.toThrow('reset');
});

const TOPIC = 'arn:aws:sns:us-east-1:111122223333:alarms';

function topicWith(...subscriptions: readonly object[]) {
  return answering(new SNSClient({ region: 'us-east-1' }), {
    ListSubscriptionsByTopic: { Subscriptions: subscriptions },
  });
}

const CONFIRMED = { Protocol: 'email', Endpoint: 'a@example.org', SubscriptionArn: `${TOPIC}:1` };
const WAITING = { Protocol: 'email', Endpoint: 'b@example.org', SubscriptionArn: 'PendingConfirmation' };

test.each([
  ['c@example.org', 'added', ['c@example.org']],
  ['a@example.org', 'was there', []],
  // SNS sends the mail to confirm again.
  ['b@example.org', 'added', ['b@example.org']],
] as const)('%s is %s', async (mail, expected, asked) => {
  const { client: sns, sent } = topicWith(CONFIRMED, WAITING);
  expect(await subscribe(sns, TOPIC, mail)).toBe(expected);
  const subscribed = sent.filter(({ name }) => name === 'Subscribe').map(({ input }) => input.Endpoint);
  expect(subscribed).toEqual(asked);
});

test.each([
  ['a@example.org', 'removed', [`${TOPIC}:1`]],
  ['b@example.org', 'unconfirmed', []],
  ['c@example.org', 'was not there', []],
] as const)('to remove %s: %s', async (mail, expected, gone) => {
  const { client: sns, sent } = topicWith(CONFIRMED, WAITING);
  expect(await unsubscribe(sns, TOPIC, mail)).toBe(expected);
  const taken = sent.filter(({ name }) => name === 'Unsubscribe').map(({ input }) => input.SubscriptionArn);
  expect(taken).toEqual(gone);
});

test('all alarms are asked for at once: CloudWatch takes a hundred names', () => {
  expect(KNOWN_ALARMS.length).toBeLessThanOrEqual(100);
  expect(new Set(KNOWN_ALARMS.map(({ name }) => name)).size).toBe(KNOWN_ALARMS.length);
});
