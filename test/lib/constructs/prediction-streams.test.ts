import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { expect, test } from 'vitest';
import {
  AWS_MANAGED,
  PredictionStreams,
  type PredictionStreamsProps,
} from '../../../lib/constructs/prediction-streams/prediction-streams.ts';
import { UserError } from '../../../lib/contract/errors.ts';
import { testApp } from '../../support/cdk/stacks.ts';

function streamsOf(props: Partial<PredictionStreamsProps> = {}) {
  const stack = new Stack(testApp(), 'stack');
  const streams = new PredictionStreams(stack, 'Streams', {
    inputStreamName: 'in',
    outputStreamName: 'out',
    capacity: { mode: 'provisioned', inputShards: 3, outputShards: 5 },
    encryptionKey: AWS_MANAGED,
    removal: 'destroy',
    ...props,
  });
  return { stack, streams };
}

function shards(inputShards: number, outputShards = 1) {
  return { capacity: { mode: 'provisioned', inputShards, outputShards } } as const;
}

test('each stream has its own shards, both keep their records as long as told, with the customer key', () => {
  const { stack } = streamsOf({ retention: Duration.days(7) });
  const own = new Stack(testApp(), 'own');
  const encryptionKey = new Key(own, 'Key');
  new PredictionStreams(own, 'Streams', {
    inputStreamName: 'in',
    outputStreamName: 'out',
    capacity: { mode: 'on-demand' },
    encryptionKey,
    removal: 'keep',
  });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Kinesis::Stream', {
    Name: 'in',
    ShardCount: 3,
    RetentionPeriodHours: 168,
    StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
  });
  template.hasResourceProperties('AWS::Kinesis::Stream', { Name: 'out', ShardCount: 5 });
  Template.fromStack(own).allResources('AWS::Kinesis::Stream', {
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: {
      RetentionPeriodHours: 24,
      ShardCount: Match.absent(),
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
      StreamEncryption: { KeyId: own.resolve(encryptionKey.keyArn) },
      // It would not look at partition keys: the order of a key would be lost.
      RecordDistributionStrategy: Match.absent(),
    },
  });
});

test.each<[string, Partial<PredictionStreamsProps>, string]>([
  [
    'a retention under a day',
    { retention: Duration.hours(23) },
    'retention is 23; expected a whole number of hours from 24 to 8,760',
  ],
  ['a retention over a year', { retention: Duration.days(366) }, 'retention is 8784;'],
  ['half an hour of retention', { retention: Duration.minutes(1_470) }, 'retention is 24.5;'],
  ['no shard', shards(0), 'inputShards is 0; expected a whole number of shards from 1 to 10,000'],
  ['half a shard', shards(1, 1.5), 'outputShards is 1.5;'],
  ['too many shards', shards(10_001), 'inputShards is 10001;'],
  [
    'no name',
    { inputStreamName: '' },
    'inputStreamName is ""; expected 1 to 128 letters, digits, "_", "-" and "."',
  ],
  ['a long name', { outputStreamName: 'x'.repeat(129) }, 'outputStreamName is "xxx'],
  ['a name with a slash', { outputStreamName: 'a/b' }, 'outputStreamName is "a/b";'],
])('%s is refused with what came and what is allowed', (_name, props, message) => {
  expect(() => streamsOf(props)).toThrow(UserError);
  expect(() => streamsOf(props)).toThrow(message);
});

test('producers, function and consumers may do what they do to their stream and its key, and nothing else', () => {
  const stack = new Stack(testApp(), 'stack');
  const encryptionKey = new Key(stack, 'Key');
  const streams = new PredictionStreams(stack, 'Streams', {
    inputStreamName: 'in',
    outputStreamName: 'out',
    capacity: { mode: 'on-demand' },
    encryptionKey,
    removal: 'destroy',
  });
  const assumedBy = new ServicePrincipal('lambda.amazonaws.com');
  const role = (id: string) => new Role(stack, id, { assumedBy });
  streams.grantPutRecords(role('Producer'));
  streams.grantReadPredictions(role('Consumer'));
  streams.grantPutPredictions(role('Function'));
  streams.grantReadRecords(role('Mapping'));
  const arns = {
    input: stack.resolve(streams.input.streamArn),
    output: stack.resolve(streams.output.streamArn),
    key: stack.resolve(encryptionKey.keyArn),
  };
  const reads = ['DescribeStream', 'DescribeStreamSummary', 'GetRecords', 'GetShardIterator', 'ListShards'];
  const template = Template.fromStack(stack);
  for (const [name, resource, actions, keyAction] of [
    [
      'Producer',
      arns.input,
      ['DescribeStreamSummary', 'ListShards', 'PutRecord', 'PutRecords'],
      'GenerateDataKey',
    ],
    ['Consumer', arns.output, reads, 'Decrypt'],
    ['Function', arns.output, ['PutRecords'], 'GenerateDataKey'],
    ['Mapping', arns.input, reads, 'Decrypt'],
  ] as const) {
    const [policy] = Object.values(
      template.findResources('AWS::IAM::Policy', {
        Properties: { PolicyName: Match.stringLikeRegexp(`^${name}DefaultPolicy`) },
      }),
    );
    const kinesis = actions.map((action) => `kinesis:${action}`);
    expect(policy!.Properties.PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: kinesis.length === 1 ? kinesis[0] : kinesis, Resource: resource },
      { Effect: 'Allow', Action: `kms:${keyAction}`, Resource: arns.key },
    ]);
  }
});

test("with Kinesis's own key nobody needs leave to use it", () => {
  const { stack, streams } = streamsOf();
  streams.grantPutRecords(new Role(stack, 'R', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }));
  expect(JSON.stringify(Template.fromStack(stack))).not.toContain('kms:');
});

test('metrics are those of Kinesis for the stream that they name, by the minute', () => {
  const { stack, streams } = streamsOf();
  const described = [
    streams.metricIteratorAge(),
    streams.metricInputRecords(),
    streams.metricInputBytes(),
    streams.metricInputThrottles(),
    streams.metricOutputRecords(),
    streams.metricOutputBytes(),
    streams.metricOutputThrottles(),
  ].map((metric) => {
    expect(metric.namespace).toBe('AWS/Kinesis');
    expect(metric.period.toSeconds()).toBe(60);
    const { metricName, dimensions, statistic } = metric;
    const of = stack.resolve(dimensions).StreamName.Ref.startsWith('StreamsInput') ? 'input' : 'output';
    return `${statistic} of ${metricName} of the ${of}`;
  });
  expect(described).toEqual([
    'Maximum of GetRecords.IteratorAgeMilliseconds of the input',
    'Sum of IncomingRecords of the input',
    'Sum of IncomingBytes of the input',
    'Sum of WriteProvisionedThroughputExceeded of the input',
    'Sum of IncomingRecords of the output',
    'Sum of IncomingBytes of the output',
    'Sum of WriteProvisionedThroughputExceeded of the output',
  ]);
  expect(streams.metricInputRecords({ period: Duration.minutes(5) }).period.toMinutes()).toBe(5);
});
