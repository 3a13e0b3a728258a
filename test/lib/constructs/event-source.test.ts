import { Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { expect, test } from 'vitest';
import { EventSource, type EventSourceProps } from '../../../lib/constructs/event-source/event-source.ts';
import { QuarantineDestination } from '../../../lib/constructs/event-source/quarantine-destination.ts';
import { InferenceFunction } from '../../../lib/constructs/inference-function/inference-function.ts';
import { ModelRegistry } from '../../../lib/constructs/model-registry/model-registry.ts';
import { PredictionStreams } from '../../../lib/constructs/prediction-streams/prediction-streams.ts';
import { UserError } from '../../../lib/contract/errors.ts';
import { type EventSourceMappingSettings, WEIR_MAPPING } from '../../../lib/contract/event-source-mapping.ts';
import type { Order } from '../../../lib/contract/prediction.ts';
import { FUNCTION_DIRECTORY, testApp } from '../../support/cdk/stacks.ts';

interface Around {
  readonly order?: Order;
  readonly timeout?: Duration;
  readonly retention?: Duration;
  readonly shards?: number;
  readonly reservedConcurrency?: number;
}

/** A stack with streams and a function, to put mappings between. */
function surroundings({ order = 'none', timeout, retention, shards, reservedConcurrency }: Around = {}) {
  const stack = new Stack(testApp(), 'stack', { env: { region: 'us-east-1' } });
  const encryptionKey = new Key(stack, 'Key');
  const registry = new ModelRegistry(stack, 'Registry', { removal: 'keep' });
  const streams = new PredictionStreams(stack, 'Streams', {
    inputStreamName: 'in',
    outputStreamName: 'out',
    capacity:
      shards === undefined
        ? { mode: 'on-demand' }
        : { mode: 'provisioned', inputShards: shards, outputShards: 1 },
    encryptionKey,
    removal: 'destroy',
    ...(retention && { retention }),
  });
  const inference = new InferenceFunction(stack, 'Function', {
    logGroupName: '/aws/lambda/f',
    stage: 'test',
    model: 'm',
    code: { package: 'zip', directory: FUNCTION_DIRECTORY },
    registry,
    streams,
    encryptionKey,
    order,
    ...(timeout && { timeout }),
    ...(reservedConcurrency && { reservedConcurrency }),
  });
  const destination = new QuarantineDestination(registry);
  let made = 0;
  const create = (props: Partial<EventSourceProps> = {}) =>
    new EventSource(stack, `E${made++}`, { streams, function: inference, destination, ...props });
  return { stack, registry, streams, encryptionKey, create };
}

const none = surroundings();
const byKey = surroundings({ order: 'key' });
const week = surroundings({ retention: Duration.days(8) });

function mappingsOf(stack: Stack) {
  return Object.values(Template.fromStack(stack).findResources('AWS::Lambda::EventSourceMapping')).map(
    ({ Properties }) => Properties,
  );
}

/** As CloudFormation has it: with a capital. */
function inTemplate(settings: EventSourceMappingSettings): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name[0]!.toUpperCase() + name.slice(1), value]),
  );
}

test('every setting of a mapping reaches the template under its own name', () => {
  const { create, stack } = surroundings();
  const unlike: Required<EventSourceMappingSettings> = {
    batchSize: 9_999,
    maximumBatchingWindowInSeconds: 300,
    parallelizationFactor: 10,
    startingPosition: 'AT_TIMESTAMP',
    startingPositionTimestamp: 1_700_000_000,
    functionResponseTypes: ['ReportBatchItemFailures'],
    bisectBatchOnFunctionError: false,
    maximumRetryAttempts: 9_000,
    maximumRecordAgeInSeconds: 60,
  };
  create({ settings: unlike });
  create();
  const [given, plain] = mappingsOf(stack);
  expect(given).toMatchObject(inTemplate(unlike));
  expect(plain).toMatchObject(inTemplate(WEIR_MAPPING));
  expect(plain).toMatchObject({ MetricsConfig: { Metrics: ['EventCount'] } });
});

test('retries without a limit are what the template leaves out', () => {
  const { create, stack } = surroundings();
  create({ settings: { maximumRetryAttempts: -1 } });
  expect(mappingsOf(stack)[0]).not.toHaveProperty('MaximumRetryAttempts');
});

test('the function may read its stream with its key and write what is given up, with no wildcard in an action', () => {
  const { create, stack, registry, streams, encryptionKey } = surroundings();
  create();
  const template = Template.fromStack(stack);
  const [policy] = Object.values(
    template.findResources('AWS::IAM::Policy', {
      Properties: { PolicyName: Match.stringLikeRegexp('^FunctionRole') },
    }),
  );
  const statements: { Action: string | string[]; Resource: unknown }[] =
    policy!.Properties.PolicyDocument.Statement;
  const allowed = (resource: string) =>
    statements
      .filter(({ Resource }) => [Resource].flat().some((one) => JSON.stringify(one) === resource))
      .flatMap(({ Action }) => Action)
      .sort();
  const arn = (value: string) => JSON.stringify(stack.resolve(value));
  expect(allowed(arn(streams.input.streamArn))).toEqual([
    'kinesis:DescribeStream',
    'kinesis:DescribeStreamSummary',
    'kinesis:GetRecords',
    'kinesis:GetShardIterator',
    'kinesis:ListShards',
  ]);
  expect(allowed(arn(encryptionKey.keyArn))).toEqual(['kms:Decrypt', 'kms:GenerateDataKey']);
  expect(allowed(arn(registry.quarantineBucket.arnForObjects('aws/lambda/*')))).toEqual(['s3:PutObject']);
  expect(allowed(arn(registry.quarantineBucket.bucketArn))).toEqual(['s3:ListBucket']);
  expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
});

test.each<[string, Partial<EventSourceMappingSettings>, string]>([
  ['a batch of none', { batchSize: 0 }, 'batchSize is 0, but must be a whole number from 1 to 10000'],
  [
    'too long a window',
    { maximumBatchingWindowInSeconds: 301 },
    'maximumBatchingWindowInSeconds is 301, but must be',
  ],
  [
    'too many lanes',
    { parallelizationFactor: 11 },
    'parallelizationFactor is 11, but must be a whole number from 1 to 10',
  ],
  ['too many retries', { maximumRetryAttempts: 10_001 }, 'maximumRetryAttempts is 10001, but must be -1'],
  ['too young an age', { maximumRecordAgeInSeconds: 59 }, 'maximumRecordAgeInSeconds is 59, but must be'],
  [
    'a position in time without the time',
    { startingPosition: 'AT_TIMESTAMP' },
    'startingPositionTimestamp is missing',
  ],
  [
    'a setting of another name',
    { batchsize: 5 } as object,
    'there is no batchsize (the settings are batchSize,',
  ],
  [
    'no partial failures',
    { functionResponseTypes: [] },
    'without it Lambda takes a batch that is handed back for done',
  ],
  [
    'an age of the whole retention',
    { maximumRecordAgeInSeconds: 86_400 },
    "maximumRecordAgeInSeconds is 86400, but must be from 60 to 86399, below the stream's retention of 24 hours",
  ],
  [
    'no limit of age',
    { maximumRecordAgeInSeconds: -1 },
    'maximumRecordAgeInSeconds is -1 (no limit), but must be',
  ],
])('%s is refused with what came and what is allowed', (_name, settings, message) => {
  expect(() => none.create({ settings })).toThrow(UserError);
  expect(() => none.create({ settings })).toThrow(message);
});

test('the record age may grow with the retention, to the seven days of Lambda', () => {
  week.create({ settings: { maximumRecordAgeInSeconds: 604_800 } });
  expect(() => week.create({ settings: { maximumRecordAgeInSeconds: -1 } })).toThrow('from 60 to 604800');
});

test('aggregated records and lanes of a shard do not keep the order of keys, each of the three without the others does', () => {
  const settings = { parallelizationFactor: 2 };
  expect(() => byKey.create({ settings, aggregated: true })).toThrow(UserError);
  expect(() => byKey.create({ settings, aggregated: true })).toThrow(
    /parallelizationFactor is 2, but must be 1 .*do(es)? not look at the keys inside.*https:\/\/docs\.aws/,
  );
  byKey.create({ settings });
  byKey.create({ aggregated: true });
  none.create({ settings, aggregated: true });
});

test.each<[string, Around, Partial<EventSourceMappingSettings>, string | undefined]>([
  ["Weir's own settings", {}, {}, undefined],
  ['retries without a limit', {}, { maximumRetryAttempts: -1 }, 'holds up its shard for 79200 s'],
  ['fewer retries than an hour takes', {}, { maximumRetryAttempts: 74 }, 'an outage of more than 59 minutes'],
  [
    'a short time-out',
    { timeout: Duration.seconds(20) },
    {},
    'timeout of 20 s: an outage of more than 25 minutes',
  ],
  ['no halving', {}, { bisectBatchOnFunctionError: false }, 'takes its whole batch to the destination'],
  ['a start at the latest record', {}, { startingPosition: 'LATEST' }, 'are never predicted'],
  [
    'as much concurrency as batches',
    { shards: 4, reservedConcurrency: 8 },
    { parallelizationFactor: 2 },
    undefined,
  ],
  [
    'less concurrency than batches',
    { shards: 4, reservedConcurrency: 7 },
    { parallelizationFactor: 2 },
    'reservedConcurrency is 7, but 4 shards with parallelizationFactor 2 have up to 8 batches at once',
  ],
])('%s: what has a price is warned of, with its number', (_name, around, settings, warning) => {
  const { create, stack } = surroundings(around);
  create({ settings });
  const found = Annotations.fromStack(stack).findWarning('/stack/E0', Match.anyValue());
  const texts = found.map(({ entry }) => String(entry.data));
  expect(texts).toEqual(warning === undefined ? [] : [expect.stringContaining(warning)]);
});

test('metrics are those of the mapping itself', () => {
  const source = none.create();
  const metrics = [
    source.metricPolledEvents(),
    source.metricInvokedEvents(),
    source.metricFailedInvokeEvents(),
    source.metricDroppedEvents(),
    source.metricDestinationEvents(),
  ];
  expect(metrics.map(({ metricName }) => metricName)).toEqual([
    'PolledEventCount',
    'InvokedEventCount',
    'FailedInvokeEventCount',
    'DroppedEventCount',
    'OnFailureDestinationDeliveredEventCount',
  ]);
  for (const { namespace, dimensions, statistic } of metrics) {
    expect({ namespace, statistic }).toEqual({ namespace: 'AWS/Lambda', statistic: 'Sum' });
    expect(dimensions).toEqual({ EventSourceMappingUUID: source.mapping.eventSourceMappingId });
  }
});
