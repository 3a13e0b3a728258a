import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { placeVersion } from '../../../lambdas/first-model/place-version.ts';
import { storeQuarantine } from '../../../lambdas/inference/adapters/store-quarantine.ts';
import type { ModelRegistryProps } from '../../../lib/constructs/model-registry/model-registry.ts';
import { UserError } from '../../../lib/contract/errors.ts';
import { keys } from '../../../lib/contract/keys.ts';
import { readCatalogue } from '../../../lib/quarantine/catalogue.ts';
import { addMark } from '../../../lib/quarantine/marks.ts';
import { openStore } from '../../../lib/registry/adapters/open-store.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { ModelRegistry } from '../../../lib/registry/registry.ts';
import { registryStack, testApp } from '../../support/cdk/stacks.ts';
import { type S3Request, s3Environment, startS3Server } from '../../support/s3-server.ts';
import { draftOf, MODEL, move } from '../registry/support/draft.ts';
import {
  ACTIONS,
  ADMINISTRATOR,
  BUCKETS,
  may,
  type Place,
  resources,
  type S3Action,
  stack,
} from './support/registry-policies.ts';

let stores: Record<Place, ObjectStore>;
let requests: readonly S3Request[];

beforeEach(async () => {
  const server = await startS3Server({ buckets: Object.keys(BUCKETS) });
  onTestFinished(() => server.close());
  for (const [name, value] of Object.entries(s3Environment(server.endpoint))) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  requests = server.requests;
  stores = { registry: openStore('s3://registry'), quarantine: openStore('s3://quarantine') };
});

/** Which of the requests since `from` a role may not make. The time is read from refusals as well. */
function refused(role: string, from: number): string[] {
  return requests
    .slice(from)
    .filter(({ key }) => key !== '.time')
    .filter(({ operation, bucket, key, conditions }) => {
      return !may(role, { action: ACTIONS[operation], place: bucket as Place, key, conditions });
    })
    .map(({ operation, bucket, key }) => `${operation} ${bucket}/${key}`);
}

async function publishedTwice(): Promise<ModelRegistry> {
  const registry = new ModelRegistry(stores.registry);
  await registry.publish(draftOf(MODEL, 'one'));
  await registry.publish(draftOf(MODEL, 'two'));
  await registry.moveAlias({ ...move, version: 1 });
  return registry;
}

const mark = { writeId: 'w', replayedAt: '2026-11-21T07:00:00.000Z', by: 'ann', version: 1, fix: null };

/** What each role does, by the code that does it. */
const WORK: readonly (readonly [role: string, what: string, work: () => Promise<number>])[] = [
  [
    'Reader',
    'reads models, versions, artifacts and aliases, those that are missing too',
    async () => {
      const registry = await publishedTwice();
      const from = requests.length;
      await registry.models();
      const { artifacts } = await registry.manifest(MODEL, 2);
      await registry.artifact(artifacts.model);
      await registry.aliases(MODEL);
      await registry.alias(MODEL, 'challenger');
      return from;
    },
  ],
  [
    'Trainer',
    'publishes',
    async () => {
      await new ModelRegistry(stores.registry).publish(draftOf(MODEL));
      return 0;
    },
  ],
  [
    'Promoter',
    'publishes, promotes and rolls back',
    async () => {
      const registry = await publishedTwice();
      await registry.moveAlias({ ...move, version: 2 });
      await registry.rollback(move);
      return 0;
    },
  ],
  [
    'Inference',
    'loads the champion and sets rejected records aside',
    async () => {
      const registry = await publishedTwice();
      const from = requests.length;
      const found = await registry.alias(MODEL, 'champion');
      await registry.alias(MODEL, 'champion', { ifNoneMatch: (found as { etag: string }).etag });
      const { artifacts } = await registry.manifest(MODEL, 1);
      for (const artifact of [artifacts.model, artifacts.golden]) await registry.artifact(artifact);
      const sink = storeQuarantine(stores.quarantine);
      for (let i = 0; i < 2; i++)
        await sink.store(keys.quarantine(MODEL, '2026-11-21', 'b'), Buffer.from('x'));
      return from;
    },
  ],
  [
    'Replay',
    'lists what was set aside and marks what was replayed, twice',
    async () => {
      const source = keys.quarantine(MODEL, '2026-11-21', 'b');
      for (const key of [source, keys.failedBatch('m', 's', new Date(0), 'id')])
        await stores.quarantine.create(key, Buffer.from('{}'));
      const from = requests.length;
      for (const writeId of ['w1', 'w2'])
        await addMark(stores.quarantine, source, {
          ...mark,
          writeId,
          predicted: [],
          takenApart: [],
          rejected: [],
        });
      await readCatalogue(stores.quarantine, MODEL);
      return from;
    },
  ],
  [
    'First',
    'publishes the first version and makes it champion, and finds it there',
    async () => {
      const placement = { store: stores.registry, model: MODEL, requestId: 'r-1' };
      for (let i = 0; i < 2; i++)
        await placeVersion({ ...placement, readVersion: async () => draftOf(MODEL) });
      return 0;
    },
  ],
];

describe('a role may make every request of its work', () => {
  test.each(WORK)('%s %s', async (role, _what, work) => {
    const from = await work();
    expect(requests.length - from).toBeGreaterThan(2);
    expect(refused(role, from)).toEqual([]);
    expect(refused('Stranger', from)).not.toEqual([]);
  });
});

const alias = keys.alias(MODEL, 'champion');
const version = keys.version(MODEL, 7);
const artifact = keys.artifact(MODEL, 'p', 'model');
const create = { action: 's3:PutObject', place: 'registry', conditions: ['if-none-match'] } as const;
const rejected = keys.quarantine(MODEL, '2026-11-21', 'b');

describe('no role may do the work of another', () => {
  test.each<readonly [role: string, what: string, request: S3Action]>([
    ['Reader', 'publish', { ...create, key: version }],
    ['Trainer', 'make an alias', { ...create, key: alias }],
    ['Trainer', 'move an alias', { ...create, key: alias, conditions: ['if-match'] }],
    ['Trainer', 'read rejected records', { action: 's3:GetObject', place: 'quarantine', key: rejected }],
    ['Promoter', 'delete an artifact', { action: 's3:DeleteObject', place: 'registry', key: artifact }],
    ['Inference', 'publish', { ...create, key: version }],
    ['Inference', 'read rejected records', { action: 's3:GetObject', place: 'quarantine', key: rejected }],
    ['Inference', 'read another model', { action: 's3:GetObject', place: 'registry', key: 'models/churn/a' }],
    ['Inference', 'reject for another model', { ...create, place: 'quarantine', key: 'quarantine/churn/b' }],
    ['Replay', 'write rejected records', { ...create, place: 'quarantine', key: rejected }],
    [
      'Replay',
      'read another model',
      { action: 's3:GetObject', place: 'quarantine', key: 'quarantine/churn/b' },
    ],
    ['First', 'publish a second version', { ...create, key: keys.version(MODEL, 2) }],
    ['First', 'make another alias', { ...create, key: keys.alias(MODEL, 'challenger') }],
  ])('%s: %s', (role, _what, request) => {
    expect(may(role, request)).toBe(false);
  });
});

describe('the bucket refuses, whatever the policies of an administrator allow', () => {
  const administrator = (request: S3Action) => may('admin', request, ADMINISTRATOR);
  const deletion = { action: 's3:DeleteObject', place: 'registry' } as const;

  test.each<readonly [what: string, request: S3Action]>([
    ['a version without a condition', { ...create, key: version, conditions: [] }],
    ['a version that is swapped', { ...create, key: version, conditions: ['if-match'] }],
    ['an artifact without a condition', { ...create, key: artifact, conditions: [] }],
    ['an alias by somebody who is no alias writer', { ...create, key: alias }],
    ['the deletion of a version', { ...deletion, key: version }],
    ['the deletion of an alias', { ...deletion, key: alias }],
    ['the erasure of a version', { ...deletion, action: 's3:DeleteObjectVersion', key: version }],
    ['the erasure of an artifact', { ...deletion, action: 's3:DeleteObjectVersion', key: artifact }],
  ])('%s', (_what, request) => {
    expect(administrator(request)).toBe(false);
  });

  test('and nothing else: a version that is created, a sweep, a listing, a rejected record', () => {
    expect(administrator({ ...create, key: version })).toBe(true);
    expect(administrator({ ...deletion, key: artifact })).toBe(true);
    expect(administrator({ action: 's3:ListBucket', place: 'registry' })).toBe(true);
    expect(administrator({ ...create, place: 'quarantine', key: rejected })).toBe(true);
  });

  test('an alias that even its writer would write without a condition', () => {
    expect(may('Promoter', { ...create, key: alias, conditions: [] })).toBe(false);
    expect(may('Promoter', { ...create, key: alias })).toBe(true);
  });
});

const template = Template.fromStack(stack);

function bucketsOf(of: Template) {
  return Object.entries(of.findResources('AWS::S3::Bucket'));
}

describe('the buckets', () => {
  test('of models, data and rejected records are versioned, encrypted by keys of their own and logged', () => {
    const versioned = bucketsOf(template).filter(([, { Properties }]) => Properties.VersioningConfiguration);
    expect(versioned).toHaveLength(3);
    for (const [, { Properties }] of versioned) {
      const [rule] = Properties.BucketEncryption.ServerSideEncryptionConfiguration;
      expect(rule).toMatchObject({
        BucketKeyEnabled: true,
        ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' },
      });
      expect(Properties.LoggingConfiguration.DestinationBucketName.Ref).toMatch(/AccessLogs/);
    }
    expect(BUCKETS.quarantine.key).not.toBe(BUCKETS.registry.key);
  });

  test('let nothing become public, and nothing be left of an upload that was given up', () => {
    for (const [, { Properties }] of bucketsOf(template)) {
      expect(Object.values(Properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true]);
      expect(Properties.OwnershipControls.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
      expect(Properties.LifecycleConfiguration.Rules).toContainEqual(
        expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }),
      );
    }
  });

  test('keep rejected records, given-up batches and the marks of replays for one and the same time', () => {
    const kept = registryStack(testApp(), { quarantineRetention: Duration.days(7) });
    const [quarantine] = bucketsOf(Template.fromStack(kept)).filter(([id]) => /Quarantine/.test(id));
    const expiring = quarantine?.[1].Properties.LifecycleConfiguration.Rules.filter(
      (rule: object) => 'ExpirationInDays' in rule,
    );
    // No prefix: a rule of its own for the marks could forget what was replayed before the records are gone.
    expect(expiring).toEqual([
      {
        Id: 'retention',
        Status: 'Enabled',
        ExpirationInDays: 7,
        NoncurrentVersionExpiration: { NoncurrentDays: 1 },
      },
    ]);
  });

  test('never expire a model, and keep former aliases for more than a year', () => {
    const [registry] = bucketsOf(template).filter(([id]) => /BucketsRegistry/.test(id));
    const { Rules } = registry?.[1].Properties.LifecycleConfiguration ?? {};
    expect(Rules.filter((rule: object) => 'ExpirationInDays' in rule)).toEqual([]);
    expect(Rules).toContainEqual(
      expect.objectContaining({ NoncurrentVersionExpiration: { NoncurrentDays: 400 } }),
    );
  });
});

describe('a deleted stack', () => {
  test('of dev leaves nothing: buckets are emptied by a provider that keeps its log in the stack', () => {
    template.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
    template.resourceCountIs('Custom::S3AutoDeleteObjects', 4);
    template.hasResource('AWS::ECR::Repository', {
      DeletionPolicy: 'Delete',
      Properties: { EmptyOnDelete: true },
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/aws/lambda/weir-test-registry-auto-delete',
      RetentionInDays: 30,
      KmsKeyId: Match.anyValue(),
    });
    const [handler] = Object.values(template.findResources('AWS::Lambda::Function'));
    expect(handler?.Properties.LoggingConfig.LogGroup.Ref).toMatch(/AutoDeleteLog/);
    const role = resources[handler?.Properties.Role['Fn::GetAtt'][0]].Properties;
    expect(role.ManagedPolicyArns).toBeUndefined();
    expect(role.Policies[0].PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/AutoDeleteLog/), 'Arn'] },
      },
    ]);
  });

  test('of prod keeps buckets with their rules, keys and images, and nothing there can empty a bucket', () => {
    const kept = Template.fromStack(registryStack(testApp(), { removal: 'keep' }));
    for (const type of ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy', 'AWS::KMS::Key', 'AWS::ECR::Repository'])
      kept.allResources(type, { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    kept.resourceCountIs('Custom::S3AutoDeleteObjects', 0);
    kept.resourceCountIs('AWS::Lambda::Function', 0);
    expect(JSON.stringify(kept.findResources('AWS::S3::BucketPolicy'))).not.toContain('ArnNotEquals');
  });
});

test('images keep their tags, are scanned, and one that is deployed outlives any number of builds', () => {
  const [images] = Object.values(template.findResources('AWS::ECR::Repository'));
  expect(images?.Properties).toMatchObject({
    ImageTagMutability: 'IMMUTABLE',
    ImageScanningConfiguration: { ScanOnPush: true },
  });
  const { rules } = JSON.parse(images?.Properties.LifecyclePolicy.LifecyclePolicyText);
  expect(rules.map((rule: { selection: object }) => rule.selection)).toEqual([
    {
      tagStatus: 'tagged',
      tagPrefixList: ['deployed-'],
      countType: 'imageCountMoreThan',
      countNumber: 10_000,
    },
    { tagStatus: 'tagged', tagPrefixList: ['build-'], countType: 'imageCountMoreThan', countNumber: 50 },
    { tagStatus: 'untagged', countType: 'sinceImagePushed', countNumber: 14, countUnit: 'days' },
  ]);
});

test('accounts that read get models and key, and no other bucket; roles may be assumed by who is named', () => {
  const promoter = 'arn:aws:iam::111122223333:role/release';
  const shared = Template.fromStack(
    registryStack(testApp(), { readerAccounts: ['444455556666'], assumers: { promoters: [promoter] } }),
  );
  const actions = Object.entries({
    ...shared.findResources('AWS::S3::BucketPolicy'),
    ...shared.findResources('AWS::KMS::Key'),
  }).flatMap(([id, { Properties }]) =>
    (Properties.PolicyDocument ?? Properties.KeyPolicy).Statement.filter((statement: object) =>
      JSON.stringify(statement).includes('444455556666'),
    ).map(({ Action }: { Action: string }) => `${id.replace(/[0-9A-F]{8}$/, '')} ${Action}`),
  );
  expect(actions.sort()).toEqual([
    'ModelRegistryBucketsRegistryPolicy s3:GetObject',
    'ModelRegistryBucketsRegistryPolicy s3:ListBucket',
    'ModelRegistryRegistryKey kms:Decrypt',
  ]);
  shared.hasResourceProperties('AWS::IAM::Role', {
    Path: '/weir-test-registry/alias-writers/',
    AssumeRolePolicyDocument: Match.objectLike({
      Statement: [Match.objectLike({ Principal: { AWS: promoter } })],
    }),
  });
});

describe('a prop that nobody can mean fails the synthesis, with what came and what is allowed', () => {
  test.each<readonly [props: Partial<ModelRegistryProps>, message: RegExp]>([
    [{ quarantineRetention: Duration.days(0) }, /quarantineRetention is 0; expected .* days from 1 to 3,650/],
    [
      { quarantineRetention: Duration.hours(36) },
      /quarantineRetention is 1.5; expected a whole number of days/,
    ],
    [{ quarantineRetention: Duration.days(4_000) }, /quarantineRetention is 4000/],
    [{ readerAccounts: ['12345'] }, /readerAccounts is "12345"; expected .*12 digits/],
    [{ assumers: { trainers: ['release'] } }, /assumers.trainers is "release"; expected the ARN of a role/],
    [{ assumers: { promoters: [] } }, /assumers.promoters is an empty list; expected/],
  ])('%o', (props, message) => {
    const synthesize = () => registryStack(testApp(), props);
    expect(synthesize).toThrow(UserError);
    expect(synthesize).toThrow(message);
  });
});
