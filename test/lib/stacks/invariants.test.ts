import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TagManager } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { everyDeployment, type Resource } from '../../support/cdk/deployments.ts';

/** What holds for every resource of every stage, however the function is packed. */

const deployments = everyDeployment();
const resources = deployments.flatMap((deployment) => deployment.resources);

function ofType(type: string): readonly Resource[] {
  return resources.filter((resource) => resource.type === type);
}

/** Where a rule does not hold, for a failure that names the places. @param least so many the tree must have */
function offenders(
  candidates: readonly Resource[],
  holds: (resource: Resource) => unknown,
  least = deployments.length,
): string[] {
  expect(candidates.length).toBeGreaterThanOrEqual(least);
  return candidates.filter((resource) => !holds(resource)).map(({ place }) => place);
}

/** Another resource of the same deployment and stack that speaks of this one. */
function companions({ stack, logicalId }: Resource, type: string): readonly Resource[] {
  return ofType(type).filter(
    (other) => other.stack === stack && JSON.stringify(other.properties).includes(`"${logicalId}"`),
  );
}

function deniesPlainHttp(policies: readonly Resource[]): boolean {
  return policies.some(({ properties }) =>
    properties.PolicyDocument.Statement.some(
      (statement: { Effect: string; Condition?: unknown }) =>
        statement.Effect === 'Deny' &&
        JSON.stringify(statement.Condition)?.includes('"aws:SecureTransport":"false"'),
    ),
  );
}

test('every bucket is encrypted, closed to the public and TLS only', () => {
  const buckets = ofType('AWS::S3::Bucket');
  expect(offenders(buckets, ({ properties }) => properties.BucketEncryption)).toEqual([]);
  expect(
    offenders(buckets, ({ properties }) => {
      const closed = Object.values(properties.PublicAccessBlockConfiguration ?? {});
      return closed.length === 4 && closed.every((value) => value === true);
    }),
  ).toEqual([]);
  expect(
    offenders(buckets, (bucket) => deniesPlainHttp(companions(bucket, 'AWS::S3::BucketPolicy'))),
  ).toEqual([]);
});

/** S3 delivers access logs to buckets with its own key alone. https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html */
const WITHOUT_OWN_KEY = /AccessLogs/;

test("every bucket but that of the access logs has a customer's key, and a bucket key to keep its price down", () => {
  const buckets = ofType('AWS::S3::Bucket').filter(({ path }) => !WITHOUT_OWN_KEY.test(path));
  expect(
    offenders(buckets, ({ properties }) => {
      const [rule] = properties.BucketEncryption.ServerSideEncryptionConfiguration;
      return rule.BucketKeyEnabled && rule.ServerSideEncryptionByDefault.KMSMasterKeyID;
    }),
  ).toEqual([]);
});

/** Nothing that a task does is asked for from outside. */
test('tasks are reached by nobody, and no group lets the internet in', () => {
  const groups = ofType('AWS::EC2::SecurityGroup').filter(({ path }) => /\/Tasks\//.test(path));
  expect(offenders(groups, ({ properties }) => properties.SecurityGroupIngress === undefined)).toEqual([]);
  const rules = ofType('AWS::EC2::SecurityGroupIngress');
  expect(offenders(rules, ({ properties }) => properties.SourceSecurityGroupId !== undefined, 0)).toEqual([]);
});

test('every container has a read-only root, time to stop, and a log', () => {
  const containers = ofType('AWS::ECS::TaskDefinition');
  expect(
    offenders(containers, ({ properties }) =>
      properties.ContainerDefinitions.every(
        (container: { ReadonlyRootFilesystem?: boolean; StopTimeout?: number; LogConfiguration?: unknown }) =>
          container.ReadonlyRootFilesystem === true &&
          container.StopTimeout === 120 &&
          container.LogConfiguration !== undefined,
      ),
    ),
  ).toEqual([]);
});

test('every queue is encrypted and TLS only', () => {
  const queues = ofType('AWS::SQS::Queue');
  expect(offenders(queues, ({ properties }) => properties.KmsMasterKeyId, 2)).toEqual([]);
  expect(
    offenders(queues, (queue) => deniesPlainHttp(companions(queue, 'AWS::SQS::QueuePolicy')), 2),
  ).toEqual([]);
});

test('every schedule has few retries, an end and a queue for what could not be started', () => {
  expect(
    offenders(
      ofType('AWS::Scheduler::Schedule'),
      ({ properties: { Target } }) =>
        Target.RetryPolicy.MaximumRetryAttempts <= 5 &&
        Target.RetryPolicy.MaximumEventAgeInSeconds <= 3_600 &&
        Target.DeadLetterConfig?.Arn,
      2,
    ),
  ).toEqual([]);
});

test('every stream is encrypted', () => {
  expect(
    offenders(
      ofType('AWS::Kinesis::Stream'),
      ({ properties }) => properties.StreamEncryption?.EncryptionType === 'KMS',
    ),
  ).toEqual([]);
});

test("every topic has a customer's key and is TLS only", () => {
  const topics = ofType('AWS::SNS::Topic');
  expect(offenders(topics, ({ properties }) => properties.KmsMasterKeyId)).toEqual([]);
  expect(offenders(topics, (topic) => deniesPlainHttp(companions(topic, 'AWS::SNS::TopicPolicy')))).toEqual(
    [],
  );
});

test('every log group is encrypted, and forgets', () => {
  const groups = ofType('AWS::Logs::LogGroup');
  expect(offenders(groups, ({ properties }) => properties.KmsKeyId)).toEqual([]);
  expect(offenders(groups, ({ properties }) => properties.RetentionInDays <= 365)).toEqual([]);
});

test('every key rotates', () => {
  expect(offenders(ofType('AWS::KMS::Key'), ({ properties }) => properties.EnableKeyRotation)).toEqual([]);
});

/** Functions that CDK brings along and that we cannot shape, by their path. */
const CDKS_OWN = /^Custom::S3AutoDeleteObjectsCustomResourceProvider\/Handler$/;

function ourFunctions(): readonly Resource[] {
  return ofType('AWS::Lambda::Function').filter(({ path }) => !CDKS_OWN.test(path));
}

test('every function of ours says its time-out and memory, and logs to a group of its own that forgets', () => {
  expect(offenders(ourFunctions(), ({ properties }) => properties.Timeout && properties.MemorySize)).toEqual(
    [],
  );
  expect(
    offenders(ourFunctions(), ({ stack, properties }) =>
      ofType('AWS::Logs::LogGroup').some(
        (group) => group.stack === stack && group.logicalId === properties.LoggingConfig?.LogGroup?.Ref,
      ),
    ),
  ).toEqual([]);
});

test('what a function of ours fails on has a destination: of its mapping, or of its asynchronous invocations', () => {
  expect(
    offenders(ourFunctions(), (resource) => {
      const callers = [
        ...companions(resource, 'AWS::Lambda::EventSourceMapping'),
        ...companions(resource, 'AWS::Lambda::EventInvokeConfig'),
      ];
      return (
        callers.length > 0 &&
        callers.every(({ properties }) => properties.DestinationConfig?.OnFailure?.Destination)
      );
    }),
  ).toEqual([]);
});

test('all functions run on one architecture', () => {
  const architectures = ofType('AWS::Lambda::Function').flatMap(
    ({ properties }) => properties.Architectures ?? ['x86_64'],
  );
  expect([...new Set(architectures)]).toEqual(['x86_64']);
});

test('functions that CDK brings along are still those that are excepted, and only where data goes with its stack', () => {
  const stages = ofType('AWS::Lambda::Function')
    .filter(({ path }) => CDKS_OWN.test(path))
    .map(({ stack }) => stack.tags.tagValues().stage);
  expect([...new Set(stages)]).toEqual(['dev', 'local']);
});

test('everything that can have tags says its project and stage', () => {
  for (const { deployment, resources } of deployments) {
    const taggable = resources.filter(({ construct }) => TagManager.of(construct) !== undefined);
    const expected = { project: deployment.prefix, stage: deployment.stage };
    expect(taggable.length).toBeGreaterThan(10);
    for (const { construct, place } of taggable) {
      expect([place, TagManager.of(construct)!.tagValues()]).toEqual([
        place,
        expect.objectContaining(expected),
      ]);
    }
  }
});

/** The sections of the runbook, by the anchors that GitHub makes of headings. */
function runbookAnchors(): ReadonlySet<string> {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/runbook.md'), 'utf8');
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading!.toLowerCase());
  return new Set(headings.map((heading) => heading.replace(/[^\w\- ]/g, '').replaceAll(' ', '-')));
}

test('every alarm tells somebody, and links to a section of the runbook that exists', () => {
  const alarms = ofType('AWS::CloudWatch::Alarm');
  const anchors = runbookAnchors();
  expect(offenders(alarms, ({ properties }) => properties.AlarmActions?.length > 0)).toEqual([]);
  expect(
    offenders(alarms, ({ properties }) =>
      anchors.has(/docs\/runbook\.md#([\w-]+)/.exec(JSON.stringify(properties.AlarmDescription))?.[1] ?? ''),
    ),
  ).toEqual([]);
});

/** Properties by which a resource is named, rather than named by CloudFormation. */
const OWN_NAME =
  /^((Stream|LogGroup|Dashboard|Alarm|Topic|Function|Role|Repository|Bucket|Queue|Alias|ManagedPolicy|Cluster|StateMachine|Schedule)?Name|Family)$/;

test('every name that we give begins with prefix and stage', () => {
  let seen = 0;
  for (const { deployment, resources } of deployments) {
    const start = new RegExp(
      `^(/aws/(lambda|ecs|vpc|vendedlogs/states)/|alias/)?${deployment.prefix}-${deployment.stage}-`,
    );
    for (const { place, properties } of resources) {
      for (const [property, value] of Object.entries(properties)) {
        if (!OWN_NAME.test(property) || typeof value !== 'string') continue;
        seen += 1;
        expect([place, value]).toEqual([place, expect.stringMatching(start)]);
      }
    }
  }
  expect(seen).toBeGreaterThan(20);
});

test('nothing stays of the stages dev and local', () => {
  const throwaway = resources.filter(({ place }) => !place.startsWith('prod'));
  expect(offenders(throwaway, ({ deletionPolicy }) => deletionPolicy?.startsWith('Retain') !== true)).toEqual(
    [],
  );
});

test('of prod buckets, keys and streams stay unless their first deployment fails, and its stacks are protected', () => {
  const KEPT = [
    'AWS::S3::Bucket',
    'AWS::KMS::Key',
    'AWS::Kinesis::Stream',
    'AWS::ECR::Repository',
    'AWS::SQS::Queue',
  ];
  const prod = resources.filter(({ place, type }) => place.startsWith('prod') && KEPT.includes(type));
  expect(offenders(prod, ({ deletionPolicy }) => deletionPolicy === 'RetainExceptOnCreate')).toEqual([]);
  for (const { deployment, stacks } of deployments) {
    const expected = deployment.stage === 'prod';
    expect(stacks.map((stack) => stack.terminationProtection === true)).toEqual(stacks.map(() => expected));
  }
});

test('synthesis looks nothing up', () => {
  for (const { assembly } of deployments) expect(assembly.manifest.missing).toBeUndefined();
});
