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

/** Those of the path; those on Weir's own metrics have a test of their own. */
function alarms(): readonly AlarmProperties[] {
  return Object.entries(template.findResources('AWS::CloudWatch::Alarm'))
    .filter(([id]) => id.startsWith('Alarms'))
    .map(([, { Properties }]) => Properties);
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
    IncomingRecords: minutes(30, 18_000),
    InvokedEventCount: minutes(30, 18_000),
  };
  const idle = Object.fromEntries(Object.keys(well).map((name) => [name, Array(60).fill(undefined)]));
  expect(alarms()).toHaveLength(9);
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

const HOURS = 4;

/** Records a minute of a producer that puts one every so many minutes, from that minute on. */
function put(every: number, from = 0): (number | undefined)[] {
  return Array.from({ length: HOURS * 60 }, (_, minute) =>
    minute >= from && (minute - from) % every === 0 ? 1 : undefined,
  );
}

/** What is invoked with, so many minutes after it was put; nothing from the minute on in which feeding ends. */
function fed(incoming: readonly (number | undefined)[], after: number, until = Number.POSITIVE_INFINITY) {
  return incoming.map((_, minute) => (minute < until ? incoming[minute - after] : undefined));
}

/** The minutes in alarm for each minute of a period at which CloudWatch may begin. */
function notFed(series: Series, one = alarm('not-fed')): number[][] {
  const period = one.Metrics!.find(({ MetricStat }) => MetricStat !== undefined)!.MetricStat!.Period / 60;
  return Array.from({ length: period }, (_, offset) => {
    const later = Object.entries(series).map(([name, values]) => [name, [...Array(offset), ...values]]);
    return minutesInAlarm(one, Object.fromEntries(later)).map((minute) => minute - offset);
  });
}

const silent = (beginnings: readonly number[][]) => beginnings.every((minutes) => minutes.length === 0);

test.each([1, 2, 3, 5, 7, 10, 11, 20, 45])(
  'records every %i minutes that are fed the minute after are no fault, wherever periods begin',
  (every) => {
    const incoming = put(every);
    expect(silent(notFed({ IncomingRecords: incoming, InvokedEventCount: fed(incoming, 1) }))).toBe(true);
    // As long as a batch may be gathered, its metric minutes late.
    expect(silent(notFed({ IncomingRecords: incoming, InvokedEventCount: fed(incoming, 9) }))).toBe(true);
  },
);

test.each([1, 3, 5, 10])(
  'a mapping that feeds no more is told of within half an hour, with records every %i minutes',
  (every) => {
    const incoming = put(every);
    const beginnings = notFed({ IncomingRecords: incoming, InvokedEventCount: fed(incoming, 1, 60) });
    for (const [first = Number.POSITIVE_INFINITY] of beginnings) {
      expect(first).toBeGreaterThan(60 + 10);
      expect(first).toBeLessThan(60 + 30);
    }
    // Deleted before it ever fed: the metric does not exist.
    for (const [first] of notFed({ IncomingRecords: incoming })) expect(first).toBeLessThan(30);
  },
);

test('a stream that only producers rarer than every ten minutes put on may have no mapping unseen', () => {
  expect(silent(notFed({ IncomingRecords: put(21) }))).toBe(true);
});

test('batches that are gathered for 300 s, each fed at once, are no fault', () => {
  const every301Seconds = Array.from({ length: HOURS * 60 }, (_, minute) =>
    Math.floor((minute * 60) / 301) === Math.floor(((minute + 1) * 60) / 301) ? undefined : 301,
  );
  for (const every of [1, 5, 10]) {
    expect(silent(notFed({ IncomingRecords: put(every), InvokedEventCount: every301Seconds }))).toBe(true);
  }
});

test('a stack whose mapping begins minutes after the first record is no fault', () => {
  const incoming = put(1, 30);
  const begins = incoming.map((_, minute) => (minute >= 38 ? 1 : undefined));
  expect(silent(notFed({ IncomingRecords: incoming, InvokedEventCount: begins }))).toBe(true);
});

test('an outage that is retried is not taken for a mapping that does nothing', () => {
  const retries = put(1).map((_, minute) => (minute % 2 === 0 ? 1_000 : undefined));
  expect(silent(notFed({ IncomingRecords: put(1), InvokedEventCount: retries }))).toBe(true);
});

test('not-fed ends when the mapping feeds again, and when the producers end, though records wait', () => {
  const incoming = put(1).map((value, minute) => (minute < 120 ? value : undefined));
  const stopped = notFed({ IncomingRecords: incoming, InvokedEventCount: fed(incoming, 1, 60) });
  const back = incoming.map((_, minute) => (minute < 60 || minute >= 100 ? 1 : undefined));
  for (const minutes of stopped) expect(minutes.at(-1)).toBeLessThan(120 + 20);
  for (const minutes of notFed({ IncomingRecords: incoming, InvokedEventCount: back })) {
    expect(minutes.at(-1)).toBeLessThan(100 + 10);
  }
});

test('thresholds move the alarms, and a long time-out and window the minutes that are looked at', () => {
  const other = Template.fromStack(
    inferenceStack(testApp(), {
      alarms: {
        thresholds: { functionErrors: 10, iteratorAgeSeconds: 60 },
        runbookUrl: 'https://wiki/runbook',
      },
      function: { timeout: Duration.minutes(15) },
      eventSource: { settings: { maximumBatchingWindowInSeconds: 300 } },
    }),
  );
  other.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'Errors',
    Threshold: 10,
    EvaluationPeriods: 60,
    AlarmDescription: Match.stringLikeRegexp(' https://wiki/runbook#function-errors$'),
  });
  other.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'IteratorAge', Threshold: 60_000 });
  // A record waits 300 s for its batch, and 15 minutes for the invocation before it.
  other.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'weir-test-wine-quality-not-fed',
    Metrics: Match.arrayWith([Match.objectLike({ MetricStat: Match.objectLike({ Period: 24 * 60 }) })]),
  });
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
