import { Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { expect, test } from 'vitest';
import { readConfig } from '../../../lambdas/inference/config.ts';
import { createMetrics } from '../../../lambdas/inference/telemetry/metrics.ts';
import type { FunctionCode } from '../../../lib/constructs/inference-function/function-code.ts';
import {
  InferenceFunction,
  type InferenceFunctionProps,
} from '../../../lib/constructs/inference-function/inference-function.ts';
import { ModelRegistry } from '../../../lib/constructs/model-registry/model-registry.ts';
import { PredictionStreams } from '../../../lib/constructs/prediction-streams/prediction-streams.ts';
import { UserError } from '../../../lib/contract/errors.ts';
import { FUNCTION_METRICS, type InferenceMetric } from '../../../lib/contract/metrics.ts';
import { emfDocuments } from '../../lambdas/inference/telemetry/emf.ts';
import { captureOutput } from '../../support/captured-output.ts';
import { FUNCTION_DIRECTORY, testApp } from '../../support/cdk/stacks.ts';

const REGION = 'us-east-1';
const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const ZIP: FunctionCode = { package: 'zip', directory: FUNCTION_DIRECTORY };

/** A stack with what a function needs, to put functions in. */
function surroundings() {
  const stack = new Stack(testApp(), 'stack', { env: { region: REGION } });
  const encryptionKey = new Key(stack, 'Key');
  const registry = new ModelRegistry(stack, 'Registry', { removal: 'keep' });
  const streams = new PredictionStreams(stack, 'Streams', {
    inputStreamName: 'in',
    outputStreamName: 'out',
    capacity: { mode: 'on-demand' },
    encryptionKey,
    removal: 'destroy',
  });
  let made = 0;
  const create = (props: Partial<InferenceFunctionProps> = {}) => {
    const id = `F${made++}`;
    return new InferenceFunction(stack, id, {
      logGroupName: `/aws/lambda/${id}`,
      stage: 'test',
      model: 'wine-quality',
      code: ZIP,
      registry,
      streams,
      encryptionKey,
      ...props,
    });
  };
  return { stack, registry, streams, create };
}

const shared = surroundings();

function functionIn(template: Template, logGroup: string) {
  const found = template.findResources('AWS::Lambda::Function', {
    Properties: { LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp(`^${logGroup}Log`) } } },
  });
  return Object.values(found)[0]!.Properties;
}

test('a function has the defaults of its documentation, and every setting that was given', () => {
  const { create, stack } = surroundings();
  create();
  create({
    memoryMb: 3_538,
    timeout: Duration.minutes(15),
    alias: 'challenger',
    pollSeconds: 0,
    order: 'key',
    outputFormat: 'compact',
    reservedConcurrency: 7,
  });
  const template = Template.fromStack(stack);
  const plain = functionIn(template, 'F0');
  expect(plain).toMatchObject({
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Architectures: ['x86_64'],
    MemorySize: 1_769,
    Timeout: 60,
    TracingConfig: { Mode: 'Active' },
  });
  expect(plain).not.toHaveProperty('ReservedConcurrentExecutions');
  // Lambda's JSON format would wrap the lines that are JSON already, and CloudWatch would find no metric in them.
  expect(plain.LoggingConfig).not.toHaveProperty('LogFormat');
  expect(functionIn(template, 'F1')).toMatchObject({
    MemorySize: 3_538,
    Timeout: 900,
    ReservedConcurrentExecutions: 7,
    Environment: {
      Variables: {
        WEIR_ALIAS: 'challenger',
        WEIR_POLL_SECONDS: '0',
        WEIR_ORDER: 'key',
        WEIR_OUTPUT_FORMAT: 'compact',
      },
    },
  });
  template.allResourcesProperties('AWS::Logs::LogGroup', {
    RetentionInDays: 30,
    KmsKeyId: Match.anyValue(),
  });
});

test('the function can start with the environment that it is given', () => {
  const { create, stack, registry, streams } = surroundings();
  create({ order: 'key', pollSeconds: 5 });
  const given: Record<string, unknown> = functionIn(Template.fromStack(stack), 'F0').Environment.Variables;
  const deployed = new Map<unknown, string>([
    [JSON.stringify(stack.resolve(registry.registryUri)), 's3://registry'],
    [JSON.stringify(stack.resolve(registry.quarantineUri)), 's3://quarantine'],
    [JSON.stringify(stack.resolve(streams.output.streamName)), 'out'],
  ]);
  const variables = Object.entries(given).map(([name, value]) => [
    name,
    deployed.get(JSON.stringify(value)) ?? String(value),
  ]);
  const lambdas = { AWS_REGION: REGION, AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
  expect(readConfig({ ...Object.fromEntries(variables), ...lambdas })).toMatchObject({
    model: 'wine-quality',
    alias: 'champion',
    registry: 's3://registry',
    quarantine: 's3://quarantine',
    pollMs: 5_000,
    order: 'key',
    stage: 'test',
    output: { streamName: 'out' },
  });
});

test('an image is told apart by its digest, is pulled by Lambda alone, and says itself what it runs', () => {
  const { create, stack } = surroundings();
  const repository = new Repository(stack, 'Images');
  create({ code: { package: 'image', repository, digest: DIGEST } });
  const template = Template.fromStack(stack);
  const { Code, ...rest } = functionIn(template, 'F0');
  expect(JSON.stringify(Code.ImageUri)).toContain(`@${DIGEST}`);
  expect(rest).toMatchObject({ PackageType: 'Image', Architectures: ['x86_64'] });
  expect(rest).not.toHaveProperty('Handler');
  expect(rest).not.toHaveProperty('Runtime');
  template.hasResourceProperties('AWS::ECR::Repository', {
    RepositoryPolicyText: {
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        },
      ],
    },
  });
});

test.each<[string, Partial<InferenceFunctionProps>, string]>([
  [
    'too little memory',
    { memoryMb: 127 },
    'memoryMb is 127; expected a whole number of MB from 128 to 10,240',
  ],
  ['too much memory', { memoryMb: 10_241 }, 'memoryMb is 10241;'],
  ['half a megabyte', { memoryMb: 512.5 }, 'memoryMb is 512.5;'],
  [
    'no time',
    { timeout: Duration.seconds(0) },
    'timeout is 0; expected a whole number of seconds from 1 to 900',
  ],
  ['more time than Lambda has', { timeout: Duration.minutes(16) }, 'timeout is 960;'],
  ['half a second', { timeout: Duration.millis(1_500) }, 'timeout is 1.5;'],
  [
    'a poll after more than an hour',
    { pollSeconds: 3_601 },
    'pollSeconds is 3601; expected a whole number of seconds from 0 to 3,600',
  ],
  [
    'no concurrency',
    { reservedConcurrency: 0 },
    'reservedConcurrency is 0; expected a whole number of sandboxes from 1',
  ],
  [
    'a model in capitals',
    { model: 'Wine' },
    'model is "Wine"; expected 1 to 63 characters of a-z, 0-9 and "-"',
  ],
  ['an alias with a blank', { alias: 'the best' }, 'alias is "the best";'],
  ['a stage with a blank', { stage: 'my stage' }, 'stage is "my stage";'],
  ['an unknown order', { order: 'keys' as 'key' }, 'order is "keys"; expected none or key'],
  ['an unknown format', { outputFormat: 'csv' as 'full' }, 'outputFormat is "csv"; expected full or compact'],
])('%s is refused with what came and what is allowed', (_name, props, message) => {
  expect(() => shared.create(props)).toThrow(UserError);
  expect(() => shared.create(props)).toThrow(message);
});

test('a tag, or a digest cut short, is no digest', () => {
  const repository = new Repository(shared.stack, 'Images');
  for (const digest of ['latest', DIGEST.slice(0, -1), DIGEST.toUpperCase()]) {
    expect(() => shared.create({ code: { package: 'image', repository, digest } })).toThrow(
      `the digest of the image is "${digest}"; expected sha256: and 64 hexadecimal digits`,
    );
  }
});

test('less memory than a large batch wants, and a time-out that waits nothing out, are warned of', () => {
  const { create, stack } = surroundings();
  create({ memoryMb: 512, timeout: Duration.seconds(15) });
  create({ memoryMb: 511, timeout: Duration.seconds(14) });
  const annotations = Annotations.fromStack(stack);
  annotations.hasNoWarning('/stack/F0', Match.anyValue());
  annotations.hasWarning('/stack/F1', Match.stringLikeRegexp('memoryMb is 511: .* at least 512'));
  annotations.hasWarning('/stack/F1', Match.stringLikeRegexp('timeout is 14 s: of less than 15 s'));
});

test('whoever may invoke it may do nothing else, and no other version of it', () => {
  const { create, stack } = surroundings();
  const inference = create();
  const replayer = new Role(stack, 'Replayer', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  inference.grantInvoke(replayer);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyName: Match.stringLikeRegexp('^Replayer'),
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: 'lambda:InvokeFunction',
          Resource: stack.resolve(inference.function.functionArn),
        },
      ],
    },
  });
});

test('its own metrics have the namespace, names and dimensions of the document that the handler publishes', () => {
  const inference = shared.create({ stage: 'prod', model: 'wine-quality', alias: 'challenger' });
  const output = captureOutput();
  createMetrics({ stage: 'prod', model: 'wine-quality', alias: 'challenger' })({
    values: { RecordsPredicted: 1, ModelAge: 2, InferLatency: 3 },
    rejectedByReason: { 'not-json': 1 },
    confidence: undefined,
    properties: {},
  });
  const [document] = emfDocuments(output.lines());
  const published = document!._aws.CloudWatchMetrics[0]!;
  const metrics = [
    inference.metric('RecordsPredicted'),
    inference.metric('ModelAge'),
    inference.metric('InferLatency'),
    inference.metricRejected('not-json'),
  ];
  expect(metrics.map(({ statistic }) => statistic)).toEqual(['Sum', 'Maximum', 'Average', 'Sum']);
  for (const metric of metrics) {
    expect(metric.namespace).toBe(published.Namespace);
    expect(published.Metrics.map(({ Name }: { Name: string }) => Name)).toContain(metric.metricName);
    expect(Object.keys(metric.dimensions ?? {}).sort()).toEqual([...published.Dimensions[0]!].sort());
    for (const [name, value] of Object.entries(metric.dimensions ?? {})) expect(document![name]).toBe(value);
  }
  for (const name of Object.keys(FUNCTION_METRICS)) {
    expect(inference.metric(name as InferenceMetric).metricName).toBe(name);
  }
});

test("Lambda's metrics are those of this function", () => {
  const inference = shared.create();
  const metrics = [
    inference.metricInvocations(),
    inference.metricErrors(),
    inference.metricThrottles(),
    inference.metricDuration(),
    inference.metricConcurrentExecutions(),
    inference.metricIteratorAge(),
  ];
  expect(metrics.map(({ statistic, metricName }) => `${statistic} of ${metricName}`)).toEqual([
    'Sum of Invocations',
    'Sum of Errors',
    'Sum of Throttles',
    'Average of Duration',
    'Maximum of ConcurrentExecutions',
    'Maximum of IteratorAge',
  ]);
  for (const metric of metrics) {
    expect(metric.namespace).toBe('AWS/Lambda');
    expect(metric.dimensions).toEqual({ FunctionName: inference.function.functionName });
  }
});
