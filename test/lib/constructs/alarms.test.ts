import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import type { AlarmThresholds } from '../../../lib/constructs/alarms/alarm-thresholds.ts';
import { checkedThresholds } from '../../../lib/constructs/alarms/alarm-thresholds.ts';
import { checkedMails } from '../../../lib/constructs/alarms/mail-address.ts';
import { UserError } from '../../../lib/contract/errors.ts';
import { type AlarmProperties, minutesInAlarm, type Series } from '../../support/alarm-evaluation.ts';
import { inferenceStack, registryStack, testApp } from '../../support/cdk/stacks.ts';

const app = testApp();
const platform = registryStack(app, { alarmMails: ['oncall@example.org'] });
const stack = inferenceStack(app, { platform });
const template = Template.fromStack(stack);
const topics = Template.fromStack(platform);

function alarms(): readonly AlarmProperties[] {
  return Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
}

function alarm(name: string): AlarmProperties {
  return alarms().find(({ AlarmName }) => AlarmName === `weir-test-wine-quality-${name}`)!;
}

/** Minutes of a value, and none of it before and after. */
function minutes(count: number, value: number, before = 0): (number | undefined)[] {
  return [...Array(before).fill(undefined), ...Array(count).fill(value), ...Array(20).fill(undefined)];
}

test('alarms are silent on a stream that is idle, and on one that is well', () => {
  const well: Series = {
    Errors: minutes(30, 0),
    Throttles: minutes(30, 0),
    BatchesUnfinished: minutes(30, 0),
    IteratorAge: minutes(30, 900),
    OnFailureDestinationDeliveredEventCount: minutes(30, 0),
    DroppedEventCount: minutes(30, 0),
    RecordsReceived: minutes(30, 18_000),
    RecordsRejected: minutes(30, 100),
    NoChampion: minutes(30, 0),
  };
  const idle = Object.fromEntries(Object.keys(well).map((name) => [name, Array(60).fill(undefined)]));
  expect(alarms()).toHaveLength(8);
  for (const one of alarms()) {
    expect([one.AlarmName, minutesInAlarm(one, well)]).toEqual([one.AlarmName, []]);
    expect([one.AlarmName, minutesInAlarm(one, idle)]).toEqual([one.AlarmName, []]);
  }
});

test.each([
  ['function-errors', 'Errors', 1],
  ['function-throttles', 'Throttles', 1],
  ['unfinished-batches', 'BatchesUnfinished', 1],
  ['iterator-age', 'IteratorAge', 300_000],
])(
  '%s goes off in the third minute, not for a fault that heals, and ends by itself',
  (name, metric, value) => {
    expect(minutesInAlarm(alarm(name), { [metric]: minutes(2, value) })).toEqual([]);
    const on = minutesInAlarm(alarm(name), { [metric]: minutes(3, value) });
    expect([on[0], on.at(-1)]).toEqual([2, 14]);
    expect(minutesInAlarm(alarm(name), { [metric]: minutes(30, value - 1) })).toEqual([]);
  },
);

test('a failure whose retries are minutes apart goes off as well', () => {
  const every5 = Array.from({ length: 30 }, (_, minute) => (minute % 5 === 0 ? 1 : undefined));
  expect(minutesInAlarm(alarm('unfinished-batches'), { BatchesUnfinished: every5 })[0]).toBe(10);
});

test.each([
  ['given-up', 'OnFailureDestinationDeliveredEventCount'],
  ['dropped', 'DroppedEventCount'],
  ['no-champion', 'NoChampion'],
])('%s goes off at once', (name, metric) => {
  expect(minutesInAlarm(alarm(name), { [metric]: minutes(1, 1, 3) })).toEqual([3, 4, 5, 6, 7]);
});

test('the rejected share is judged of enough records, over ten minutes', () => {
  const share = (received: number, rejected: number, count = 15) =>
    minutesInAlarm(alarm('rejected-share'), {
      RecordsReceived: minutes(count, received),
      RecordsRejected: minutes(count, rejected),
    });
  expect(share(100, 5)).toEqual([9, 14]);
  expect(share(100, 4)).toEqual([]);
  // A bad file, sent once.
  expect(share(100, 100, 5)).toEqual([]);
  // 19 records a minute are 95 in five.
  expect(share(19, 19)).toEqual([]);
});

test('thresholds move the alarms, and a long time-out the minutes that are looked at', () => {
  const other = Template.fromStack(
    inferenceStack(testApp(), {
      alarms: {
        thresholds: { functionErrors: 10, iteratorAgeSeconds: 60 },
        runbookUrl: 'https://wiki/runbook',
      },
      function: { timeout: Duration.minutes(15) },
    }),
  );
  other.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'Errors',
    Threshold: 10,
    EvaluationPeriods: 60,
    AlarmDescription: Match.stringLikeRegexp(' https://wiki/runbook#function-errors$'),
  });
  other.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'IteratorAge', Threshold: 60_000 });
});

test.each<[AlarmThresholds, string]>([
  [
    { functionErrors: 0 },
    'functionErrors is 0; expected a whole number of invocations a minute from 1 to 100,000',
  ],
  [{ functionThrottles: 1.5 }, 'functionThrottles is 1.5; expected a whole number of invocations a minute'],
  [{ unfinishedBatches: -1 }, 'unfinishedBatches is -1; expected a whole number of batches a minute'],
  [
    { iteratorAgeSeconds: 59 },
    'iteratorAgeSeconds is 59; expected a whole number of seconds from 60 to 604,800',
  ],
  [{ rejectedShare: 5 }, 'rejectedShare is 5; expected a share from 0.001 to 1, where 0.05 is 5%'],
  [{ rejectedShare: Number.NaN }, 'rejectedShare is NaN;'],
  [{ rejectedOfAtLeast: 0 }, 'rejectedOfAtLeast is 0; expected a whole number of records in five minutes'],
  [{ errors: 1 } as AlarmThresholds, 'there is no threshold errors (the thresholds are functionErrors, '],
])('the thresholds %j are refused with what came and what is allowed', (thresholds, message) => {
  expect(() => checkedThresholds(thresholds)).toThrow(UserError);
  expect(() => checkedThresholds(thresholds)).toThrow(message);
});

test.each([
  '',
  'oncall',
  'oncall@example',
  'On Call <a@example.org>',
  'a@example.org,b@example.org',
  'a@-x.org',
])('the mail address %j is refused with what is allowed', (mail) => {
  expect(() => checkedMails([mail])).toThrow(
    new UserError(
      `an address of mails is ${JSON.stringify(mail)}; expected a bare mail address, for example oncall@example.org`,
    ),
  );
});

test('an address is subscribed once', () => {
  topics.hasResourceProperties('AWS::SNS::Subscription', {
    Protocol: 'email',
    Endpoint: 'oncall@example.org',
  });
  expect(() => checkedMails(['a@example.org', 'a@example.org'])).toThrow('mails has "a@example.org" twice');
});

test('every alarm tells the topic when it begins and when it ends', () => {
  for (const { AlarmActions, OKActions } of alarms() as readonly (AlarmProperties & Actions)[]) {
    expect(AlarmActions).toEqual([{ 'Fn::ImportValue': expect.stringContaining('Alarms') }]);
    expect(OKActions).toEqual(AlarmActions);
  }
});

interface Actions {
  readonly AlarmActions: unknown;
  readonly OKActions: unknown;
}

test('the topic admits the alarms of this account and of no other, and its key those that got so far', () => {
  const Condition = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } };
  const Principal = { Service: 'cloudwatch.amazonaws.com' };
  topics.hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Allow', Action: 'sns:Publish', Principal, Condition }),
      ]),
    },
  });
  topics.hasResourceProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
          Principal,
          Condition: Match.absent(),
        }),
      ]),
    },
  });
});

test('what the topic could not deliver is a metric of SNS', () => {
  const { namespace, metricName } = platform.alarmTopic.metricNotificationsFailed();
  expect([namespace, metricName]).toEqual(['AWS/SNS', 'NumberOfNotificationsFailed']);
});
