import { expect, test } from 'vitest';
import { readContext } from '../../../bin/deploy/context.ts';
import { resolveStage } from '../../../bin/deploy/resolve-stage.ts';
import type { StageSettings } from '../../../bin/deploy/settings.ts';
import { DEFAULT_STAGE, STAGES } from '../../../bin/stages.ts';
import { UserError } from '../../../lib/contract/errors.ts';

/** What a person reads after a mistake in bin/stages.ts or on the command line; undefined when there is none. */
function complaint(
  change: { readonly stage?: object; readonly model?: object },
  context: Readonly<Record<string, unknown>> = {},
): string | undefined {
  const stage = {
    ...STAGES.dev,
    models: { 'wine-quality': { ...STAGES.dev!.models['wine-quality'], ...change.model } },
    ...change.stage,
  } as StageSettings;
  try {
    resolveStage({ dev: stage }, 'dev', readContext(context));
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message;
  }
}

test.each(Object.keys(STAGES))('the stage %s of bin/stages.ts is as it must be', (stage) => {
  expect(resolveStage(STAGES, DEFAULT_STAGE, { stage }).stage).toBe(stage);
});

const MODEL = 'models.wine-quality.';

test.each([
  // How much, how long, how fast.
  [{ retentionHours: 12 }, `${MODEL}retentionHours is 12, but must be a whole number from 24 to 8,760`],
  [{ retentionHours: 24.5 }, `${MODEL}retentionHours is 24.5, but must be a whole number from 24 to 8,760`],
  [{ retentionHours: 9_000 }, `${MODEL}retentionHours is 9000, but must be a whole number from 24 to 8,760`],
  [
    { capacity: { mode: 'provisioned', inputShards: 0, outputShards: 1 } },
    `${MODEL}capacity.inputShards is 0, but must be a whole number from 1 to 10,000`,
  ],
  [
    { capacity: { mode: 'provisioned', inputShards: 1 } },
    `${MODEL}capacity.outputShards is missing, but must be a whole number from 1 to 10,000`,
  ],
  [{ capacity: { mode: 'on-demand', inputShards: 4 } }, `there is no setting ${MODEL}capacity.inputShards`],
  [
    { capacity: 'on-demand' },
    `${MODEL}capacity is "on-demand", but must be { mode: "provisioned", inputShards, outputShards } or { mode: "on-demand" }`,
  ],
  [{ memoryMb: 64 }, `${MODEL}memoryMb is 64, but must be a whole number from 128 to 10,240`],
  [{ memoryMb: '2048' }, `${MODEL}memoryMb is "2048", but must be a whole number from 128 to 10,240`],
  [{ timeoutSeconds: 1_000 }, `${MODEL}timeoutSeconds is 1000, but must be a whole number from 1 to 900`],
  [
    { reservedConcurrency: 0 },
    `${MODEL}reservedConcurrency is 0, but must be a whole number from 1 to 100,000`,
  ],
  [{ pollSeconds: -1 }, `${MODEL}pollSeconds is -1, but must be a whole number from 0 to 3,600`],
  [{ order: 'shard' }, `${MODEL}order is "shard", but must be none or key`],
  [{ outputFormat: 'csv' }, `${MODEL}outputFormat is "csv", but must be full or compact`],
  [{ memory: 2_048 }, `there is no setting ${MODEL}memory`],
  // When alarms go off.
  [
    { alarms: { rejectedShare: 5 } },
    `${MODEL}alarms.rejectedShare is 5, but must be a share from 0.001 to 1, such as 0.05 for 5%`,
  ],
  [
    { alarms: { rejectedShare: 0 } },
    `${MODEL}alarms.rejectedShare is 0, but must be a share from 0.001 to 1`,
  ],
  [
    { alarms: { iteratorAgeSeconds: 5 } },
    `${MODEL}alarms.iteratorAgeSeconds is 5, but must be a whole number from 60 to 604,800`,
  ],
  [
    { alarms: { functionErrors: 0.5 } },
    `${MODEL}alarms.functionErrors is 0.5, but must be a whole number from 1 to 100,000`,
  ],
  [{ alarms: { errors: 1 } }, `there is no setting ${MODEL}alarms.errors`],
  [
    { alarms: { lowConfidence: 60 } },
    `${MODEL}alarms.lowConfidence is 60, but must be a share from 0.001 to 1, such as 0.05 for 5%`,
  ],
  [
    { alarms: { slowBatchesMs: 0.5 } },
    `${MODEL}alarms.slowBatchesMs is 0.5, but must be a whole number from 1 to 900,000`,
  ],
  // What is counted and learned later.
  [{ profileSeconds: 5_000 }, `${MODEL}profileSeconds is 5000, but must be a whole number from 0 to 3,600`],
  [{ predictionLog: 'yes' }, `${MODEL}predictionLog is "yes", but must be true or false`],
  [{ labelStream: 1 }, `${MODEL}labelStream is 1, but must be true or false`],
  // The event source mapping.
  [
    { mapping: { batchSize: 20_000 } },
    `${MODEL}mapping: the event source mapping cannot have these settings: batchSize is 20000, but must be a whole number from 1 to 10000`,
  ],
  [
    { mapping: { retries: 3 } },
    `${MODEL}mapping: the event source mapping cannot have these settings: there is no retries`,
  ],
  [
    { mapping: { maximumRecordAgeInSeconds: 100_000 } },
    "maximumRecordAgeInSeconds is 100000, but must be from 60 to 86399, below the stream's retention of 24 hours",
  ],
  [
    { mapping: { maximumRecordAgeInSeconds: -1 } },
    'maximumRecordAgeInSeconds is -1 (no limit), but must be from 60 to 86399',
  ],
  [
    { aggregated: true, order: 'key', mapping: { parallelizationFactor: 4 } },
    'parallelizationFactor is 4, but must be 1 with order "key" and aggregated records',
  ],
])('the model setting %j is refused, with what came and what is allowed', (model, message) => {
  expect(complaint({ model })).toContain(message);
});

test.each([
  [{ region: 'us-east' }, 'region is "us-east", but must be an AWS region such as us-east-1'],
  [{ account: '1234' }, 'account is "1234", but must be the 12 digits of an AWS account, as text'],
  [
    { account: 123456789012 },
    'account is 123456789012, but must be the 12 digits of an AWS account, as text',
  ],
  [{ zones: ['a'] }, 'zones is ["a"], but must be two letters or more, such as ["a", "b"]'],
  [{ zones: ['a', 'a'] }, 'zones is ["a","a"], but must be two letters or more'],
  [{ zones: ['us-east-1a', 'b'] }, 'zones.0 is "us-east-1a", but must be a letter from a to f'],
  [{ emulator: 'ministack' }, 'emulator is "ministack", but must be true or false'],
  [{ emulator: true }, 'account is missing, but must be "000000000000", the account of emulators'],
  [{ emulator: true, account: '123456789012' }, 'account is "123456789012", but must be "000000000000"'],
  [{ monitoring: { job: 'ec2' } }, 'monitoring.job is "ec2", but must be lambda or fargate'],
  [
    { monitoring: { grafanaUrl: 'https://grafana.example.com' } },
    'monitoring: grafanaUrl and grafanaTokenSecret belong together, and there is no grafanaTokenSecret',
  ],
  [
    { monitoring: { reportUrl: 'reports' } },
    'monitoring.reportUrl is "reports", but must be an address that begins with https://',
  ],
  [{ monitoring: { every: 'hour' } }, 'there is no setting monitoring.every'],
  [{ firstModel: 'mine' }, 'firstModel is "mine", but must be local or none'],
  [{ removal: 'retain' }, 'removal is "retain", but must be destroy or keep'],
  [{ removal: undefined }, 'removal is missing, but must be destroy or keep'],
  [{ package: 'jar' }, 'package is "jar", but must be image, zip or the digest of a pushed image'],
  [
    { prefix: 'Weir' },
    'prefix is "Weir", but must be 1 to 20 characters of a-z, 0-9 and "-", a letter first',
  ],
  [{ prefix: 'w'.repeat(21) }, 'but must be 1 to 20 characters of a-z, 0-9 and "-", a letter first'],
  [
    { alarmMails: ['nobody'] },
    'alarmMails.0 is "nobody", but must be a mail address such as team@example.com',
  ],
  [{ alarmMails: 'a@b.de' }, 'alarmMails is "a@b.de", but must be a list of mail addresses'],
  [{ readerAccounts: ['acme'] }, 'readerAccounts.0 is "acme", but must be the 12 digits of an AWS account'],
  [
    { quarantineRetentionDays: 0 },
    'quarantineRetentionDays is 0, but must be a whole number from 1 to 3,650',
  ],
  [
    { models: { Wine_Quality: {} } },
    'models.Wine_Quality is not a name that is allowed; it must be a name of 1 to 63 characters of a-z, 0-9 and "-"',
  ],
  [{ models: ['churn'] }, 'models is ["churn"], but must be models by their name'],
  [
    { runbookUrl: 'wiki/runbook' },
    'runbookUrl is "wiki/runbook", but must be an address that begins with https://',
  ],
  [{ colour: 'blue' }, 'there is no setting colour'],
])('the stage setting %j is refused, with what came and what is allowed', (stage, message) => {
  expect(complaint({ stage })).toContain(message);
});

test.each([
  [{ stage: 'production' }, 'there is no stage "production" (the stages are dev)'],
  [{ stage: '' }, 'there is no stage ""'],
  [
    { stge: 'prod' },
    'there is no setting -c stge\n  (there are stage, model, package, region, account, mails)',
  ],
  [{ model: 'Wine Quality' }, '-c model is "Wine Quality", but must be a name of 1 to 63 characters'],
  [{ model: 'x'.repeat(64) }, 'but must be a name of 1 to 63 characters of a-z, 0-9 and "-"'],
  [
    { package: 'sha256:abc' },
    '-c package is "sha256:abc", but must be image, zip or the digest of a pushed image: sha256: and 64',
  ],
  [{ region: 'Frankfurt' }, '-c region is "Frankfurt", but must be an AWS region such as us-east-1'],
  [{ account: '12345678901' }, '-c account is "12345678901", but must be the 12 digits of an AWS account'],
  [{ mails: 'a@example.com,b' }, '-c mails.1 is "b", but must be a mail address such as team@example.com'],
  [{ mails: '' }, '-c mails.0 is "", but must be a mail address'],
])('-c %j is refused, with what came and what is allowed', (context, message) => {
  expect(complaint({}, context)).toContain(message);
});

test('all mistakes are told at once', () => {
  const stage = {
    region: 'mars',
    removal: 'keep?',
    models: { a: { memoryMb: 1 }, b: { aggregated: 'yes' } },
  };
  expect(
    complaint({ stage }),
  ).toBe(`the stage dev of bin/stages.ts cannot be so (bin/deploy/settings.ts says more):
  region is "mars", but must be an AWS region such as us-east-1
  removal is "keep?", but must be destroy or keep
  models.a.memoryMb is 1, but must be a whole number from 128 to 10,240
  models.b.aggregated is "yes", but must be true or false`);
});

test('what the command line says goes before what the stage says', () => {
  const context = readContext({
    stage: 'prod',
    model: 'churn',
    package: 'zip',
    region: 'eu-central-1',
    account: '123456789012',
    mails: 'a@example.com,b@example.com',
    '@aws-cdk/core:someFlag': true,
    'availability-zones:account=1:region=x': ['y'],
  });
  expect(resolveStage(STAGES, DEFAULT_STAGE, context)).toMatchObject({
    stage: 'prod',
    removal: 'keep',
    package: 'zip',
    region: 'eu-central-1',
    account: '123456789012',
    alarmMails: ['a@example.com', 'b@example.com'],
    unlisted: ['churn'],
  });
});

test('a model that the stage lists keeps its settings when it is deployed alone', () => {
  const { models, unlisted } = resolveStage(STAGES, DEFAULT_STAGE, { stage: 'prod', model: 'wine-quality' });
  expect(models['wine-quality']).toMatchObject({ capacity: { mode: 'on-demand' }, retentionHours: 72 });
  expect(unlisted).toEqual([]);
});

const SEARCH = { data: 'wines.csv' };

test.each([
  [{ models: {} }, 'training.models is {}, but must be one model or more'],
  [
    { models: { 'wine-quality': { data: '../studies/x.csv' } } },
    'training.models.wine-quality.data is "../studies/x.csv", but must be a key below datasets/',
  ],
  [
    { models: { 'wine-quality': { ...SEARCH, workers: 41 } } },
    'training.models.wine-quality.workers is 41, but must be a whole number from 1 to 40',
  ],
  [
    { models: { 'wine-quality': { ...SEARCH, daily: '3:30' } } },
    'training.models.wine-quality.daily is "3:30", but must be a time of day in UTC such as "03:30", or "none"',
  ],
  [
    { models: { ['m'.repeat(50)]: { ...SEARCH, daily: '03:30' } } },
    'a daily run names its study by the model and the time: a name of at most 49 characters',
  ],
  [
    { models: { 'wine-quality': SEARCH }, cpuUnits: 2_048, memoryMb: 2_048 },
    'memoryMb is 2048; with 2048 cpuUnits Fargate has 4096 to 16384 MB in steps of 1024',
  ],
  [
    { models: { 'wine-quality': SEARCH }, network: 'nat' },
    'training.network is "nat", but must be public or private',
  ],
  [
    { models: { 'wine-quality': SEARCH }, mlflowUri: 'https://weir:secret@mlflow.example.com' },
    'must be an address such as https://mlflow.example.com, without a name and a password in it',
  ],
  [{ models: { 'wine-quality': SEARCH }, slaMinutes: 5 }, 'training.slaMinutes is 5, but must be'],
])('training %j is complained about', (training, expected) => {
  expect(complaint({ stage: { training } })).toContain(expected);
});

test('a drift job on Fargate wants the cluster and the image of a training', () => {
  const { training: _, ...bare } = STAGES.dev!;
  const stage = { ...bare, monitoring: { job: 'fargate' } } as const;
  expect(() => resolveStage({ dev: stage }, 'dev', {})).toThrow(
    'monitoring.job is "fargate", but must be lambda, since the stage has no training',
  );
  expect(complaint({ stage: { monitoring: { job: 'fargate' } } })).toBeUndefined();
});

test('a stage may train nothing', () => {
  const { training: _, ...stage } = STAGES.dev!;
  expect(resolveStage({ dev: stage }, 'dev', {}).training).toBeUndefined();
});
