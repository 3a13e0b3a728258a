import { Duration } from 'aws-cdk-lib';
import { z } from 'zod';
import { THRESHOLD_RANGES, type ThresholdName } from '../../lib/constructs/alarms/alarm-thresholds.ts';
import { checkedMapping } from '../../lib/constructs/event-source/mapping-settings.ts';
import {
  type EventSourceMappingSettings,
  resolveMapping,
  WEIR_MAPPING,
} from '../../lib/contract/event-source-mapping.ts';
import { ORDERS, OUTPUT_FORMATS } from '../../lib/contract/prediction.ts';
import { modelNameSchema, oneOf, orIssue, text, wholeNumber } from './allowed.ts';
import { monitoringSchema } from './monitoring-settings.ts';
import { trainingSchema } from './training-settings.ts';

/** How the function is packed: an image that the deployment builds, a zip, or an image that is in ECR by its digest. */
export const packageSchema = z
  .custom<'image' | 'zip' | `sha256:${string}`>()
  .refine((value) => typeof value === 'string' && /^(image|zip|sha256:[0-9a-f]{64})$/.test(value), {
    error: 'image, zip or the digest of a pushed image: sha256: and 64 of 0-9 and a-f',
  });

/** An AWS region. */
export const regionSchema = text(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as us-east-1');

/** An AWS account. */
export const accountSchema = text(/^\d{12}$/, 'the 12 digits of an AWS account, as text');

/** An address for alarms: no display name, no spaces. */
export const mailSchema = z.email({ error: 'a mail address such as team@example.com' });

/**
 * How much the streams take. https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html
 * A shard takes 1,000 records/s and 1 MB/s; `weir plan` computes how many.
 */
const capacitySchema = z.discriminatedUnion(
  'mode',
  [
    z.strictObject({
      mode: z.literal('provisioned'),
      /** 1 to 10,000; AWS may allow the account fewer. */
      inputShards: wholeNumber(1, 10_000),
      outputShards: wholeNumber(1, 10_000),
    }),
    /** AWS sizes them, at a higher price per record. */
    z.strictObject({ mode: z.literal('on-demand') }),
  ],
  {
    error: '{ mode: "provisioned", inputShards, outputShards } or { mode: "on-demand" }',
  },
);

/** Settings of the event source mapping that differ from WEIR_MAPPING. */
const mappingSchema = z
  .custom<Partial<EventSourceMappingSettings>>()
  .default({})
  .transform((given, context) => orIssue(context, () => resolveMapping(given, WEIR_MAPPING)));

/** One threshold, by its range. */
function threshold(name: ThresholdName) {
  const { from, to, unit } = THRESHOLD_RANGES[name];
  if (unit !== 'share') return wholeNumber(from, to).exactOptional();
  const error = `a share from ${from} to ${to}, such as 0.05 for 5%`;
  return z.number({ error }).min(from, error).max(to, error).exactOptional();
}

/** When the alarms of a model go off: AlarmThresholds says what each is, its range and its default. */
const thresholdsSchema = z.strictObject({
  functionErrors: threshold('functionErrors'),
  functionThrottles: threshold('functionThrottles'),
  unfinishedBatches: threshold('unfinishedBatches'),
  iteratorAgeSeconds: threshold('iteratorAgeSeconds'),
  rejectedShare: threshold('rejectedShare'),
  rejectedOfAtLeast: threshold('rejectedOfAtLeast'),
  errorRate: threshold('errorRate'),
  lowConfidence: threshold('lowConfidence'),
  slowBatchesMs: threshold('slowBatchesMs'),
  slowResponseMs: threshold('slowResponseMs'),
  modelAgeSeconds: threshold('modelAgeSeconds'),
  accuracy: threshold('accuracy'),
  qualityFindings: threshold('qualityFindings'),
});

/** The streaming path of one model. */
const modelFields = z.strictObject({
  /** Default: provisioned, one shard each. */
  capacity: capacitySchema.default({ mode: 'provisioned', inputShards: 1, outputShards: 1 }),
  /** How long both streams keep their records: 24 to 8,760 hours. Default: 24. */
  retentionHours: wholeNumber(24, 8_760).default(24),
  /** Of the function, in MB: 128 to 10,240; 1,769 come with one vCPU. Default: 1,769. */
  memoryMb: wholeNumber(128, 10_240).default(1_769),
  /** Of one invocation: 1 to 900 s. A longer one waits out a longer outage per retry. Default: 60. */
  timeoutSeconds: wholeNumber(1, 900).default(60),
  /** `key`: predictions of one partition key come in the order of their records. Default: none. */
  order: oneOf(ORDERS).default('none'),
  /** `compact` leaves out probabilities and origin. Default: full. */
  outputFormat: oneOf(OUTPUT_FORMATS).default('full'),
  /** Producers aggregate records with the KPL. Default: false. */
  aggregated: z.boolean({ error: 'true or false' }).default(false),
  /** Sandboxes at once at most, taken from the account's own: 1 to 100,000. Default: none is reserved. */
  reservedConcurrency: wholeNumber(1, 100_000).exactOptional(),
  /** How often a running sandbox looks for a promotion, in seconds: 0 (each batch) to 3,600. Default: 60. */
  pollSeconds: wholeNumber(0, 3_600).default(60),
  /** How often a running sandbox writes what it counted, in seconds: 0 (each batch) to 3,600. Default: 60. */
  profileSeconds: wholeNumber(0, 3_600).default(60),
  /**
   * Predictions are logged for 30 days, for labels to be compared with: id, version, label, confidence and time, some
   * 160 bytes a record (9 USD a month for 1,000 records a second). Default: false.
   */
  predictionLog: z.boolean({ error: 'true or false' }).default(false),
  /** A stream for labels that come later, of one shard (11 USD a month). Default: false; weir label goes without. */
  labelStream: z.boolean({ error: 'true or false' }).default(false),
  /** Default: WEIR_MAPPING. */
  mapping: mappingSchema,
  alarms: thresholdsSchema.default({}),
});

/** A record that goes to the destination too late, or a key whose order is lost, shows only in settings together. */
export const modelSchema = modelFields.superRefine((model, context) => {
  orIssue(context, () =>
    checkedMapping(model.mapping, {
      retention: Duration.hours(model.retentionHours),
      timeout: Duration.seconds(model.timeoutSeconds),
      order: model.order,
      aggregated: model.aggregated,
    }),
  );
});

/** The account that emulators say they are; AWS has none of this number. */
const EMULATOR_ACCOUNT = '000000000000';

const stageFields = z.strictObject({
  /** First part of all names: 1 to 20 of a-z, 0-9 and "-", a letter first. Default: weir. */
  prefix: text(/^[a-z][a-z0-9-]{0,19}$/, '1 to 20 characters of a-z, 0-9 and "-", a letter first').default(
    'weir',
  ),
  region: regionSchema,
  /** Default: the account of the credentials that deploy. */
  account: accountSchema.optional(),
  /** Availability zones by their letter, two or more: literal, so that synthesis looks nothing up. */
  zones: z
    .array(text(/^[a-f]$/, 'a letter from a to f'), { error: 'two letters or more, such as ["a", "b"]' })
    .refine((zones) => new Set(zones).size >= 2, { error: 'two letters or more, such as ["a", "b"]' }),
  /** What deleted stacks leave behind: nothing, or all that holds data. `keep` also protects them from deletion. */
  removal: oneOf(['destroy', 'keep']),
  /** The stage is on an emulator: what that refuses is left out and told. Default: false. */
  emulator: z.boolean({ error: 'true or false' }).default(false),
  /** Default: image, which needs Docker. */
  package: packageSchema.default('image'),
  /**
   * What a model begins with when the registry has no version of it: `local`, the champion of the machine that
   * deploys, or `none`, so that its records wait for a promotion. Default: local.
   */
  firstModel: oneOf(['local', 'none']).default('local'),
  /** Who is told of alarms; each confirms the mail that SNS sends. Default: nobody. */
  alarmMails: z.array(mailSchema, { error: 'a list of mail addresses' }).default([]),
  /** Where docs/runbook.md is served, for the links of alarms. Default: its path in the repository. */
  runbookUrl: text(
    /^https:\/\/[^\s#]{1,292}$/,
    'an address that begins with https://, of at most 300 characters, without "#"',
  ).exactOptional(),
  /** Other accounts that may read the registry. Default: none. */
  readerAccounts: z.array(accountSchema, { error: 'a list of AWS accounts' }).default([]),
  /** How long rejected records are kept: 1 to 3,650 days. Default: 30. */
  quarantineRetentionDays: wholeNumber(1, 3_650).default(30),
  /** What judges the models' windows, and whom it tells. */
  monitoring: monitoringSchema.prefault({}),
  /** Default: no training on AWS. */
  training: trainingSchema.exactOptional(),
  /** By name; each gets streams and a stack of its own. */
  models: z.record(modelNameSchema, modelSchema, {
    error: 'models by their name, such as { "wine-quality": {} }',
  }),
});

const A_TASK = 'lambda, since the stage has no training, whose cluster and image a task would take';

/** What a stage deploys. What is left out for an emulator must not be missing on AWS, so it names its account. */
export const stageSchema = stageFields
  .refine(({ emulator, account }) => !emulator || account === EMULATOR_ACCOUNT, {
    path: ['account'],
    error: `"${EMULATOR_ACCOUNT}", the account of emulators, since emulator is true`,
  })
  .refine(({ monitoring, training }) => monitoring.job === 'lambda' || training !== undefined, {
    path: ['monitoring', 'job'],
    error: A_TASK,
  });

export type StageSettings = z.input<typeof stageSchema>;
export type ModelSettings = z.output<typeof modelSchema>;
export type ResolvedStage = z.output<typeof stageSchema>;
