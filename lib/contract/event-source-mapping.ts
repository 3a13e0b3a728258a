import { z } from 'zod';
import { UserError } from './errors.ts';
import { EVENT_MAX_RECORDS } from './limits.ts';

/** A record age or a number of retries without a limit. */
export const UNLIMITED = -1;

/** The limits of Lambda's API. https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
const MAX_WINDOW_SECONDS = 300;
const MAX_PARALLELIZATION = 10;
const MAX_RETRY_ATTEMPTS = 10_000;
const RECORD_AGE_SECONDS = { least: 60, most: 604_800 } as const;

/**
 * How a stream is fed to a function, with the names, ranges and defaults of Lambda's API: what the simulator on
 * the laptop takes and what is deployed are one object.
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
 */
export interface EventSourceMappingSettings {
  /** Records of one invocation at most: 1 to 10,000. Default: 100. */
  readonly batchSize: number;
  /**
   * How long records are gathered before an invocation that is not full: 0 to 300 s. Default: 0.
   * Lambda wants at least 1 for a batch size over 10 of queues alone; streams take 0 with any size.
   */
  readonly maximumBatchingWindowInSeconds: number;
  /** Batches of one shard in flight at once, each key in one of them at a time: 1 to 10. Default: 1. */
  readonly parallelizationFactor: number;
  /** Where a shard without a checkpoint starts. Default: TRIM_HORIZON. */
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST' | 'AT_TIMESTAMP';
  /** With AT_TIMESTAMP alone: seconds since 1970, as in the API. */
  readonly startingPositionTimestamp?: number | undefined;
  /** With ReportBatchItemFailures the answer is read; without it, every answer is success. Default: none. */
  readonly functionResponseTypes: readonly 'ReportBatchItemFailures'[];
  /** A batch on which the function failed is split in two before it is tried again. Default: false. */
  readonly bisectBatchOnFunctionError: boolean;
  /** Retries of a batch before its records go to the destination: 0 to 10,000, or -1 without a limit. Default: -1. */
  readonly maximumRetryAttempts: number;
  /** Records older than this go to the destination: 60 to 604,800 s, or -1 for never. Default: -1. */
  readonly maximumRecordAgeInSeconds: number;
}

/** Lambda's own defaults. One record that always fails then blocks its shard until it expires. */
export const LAMBDA_MAPPING: EventSourceMappingSettings = {
  batchSize: 100,
  maximumBatchingWindowInSeconds: 0,
  parallelizationFactor: 1,
  startingPosition: 'TRIM_HORIZON',
  functionResponseTypes: [],
  bisectBatchOnFunctionError: false,
  maximumRetryAttempts: UNLIMITED,
  maximumRecordAgeInSeconds: UNLIMITED,
};

/**
 * Weir's: what the embedded stack runs with and what is deployed.
 *
 * The function waits out an outage inside its invocation (48 s of a time-out of 60 s), so 100 retries cover an
 * outage of an hour and twenty minutes; after that the records go to the destination, from which `weir replay`
 * brings them back. A record on which the function dies costs as many retries before its shard (with a higher
 * parallelizationFactor, its lane) moves on: a quarter of an hour with the pauses of the simulator, which are
 * 10 s at most; Lambda's are not documented.
 */
export const WEIR_MAPPING: EventSourceMappingSettings = {
  batchSize: 1_000,
  maximumBatchingWindowInSeconds: 0,
  parallelizationFactor: 1,
  startingPosition: 'TRIM_HORIZON',
  functionResponseTypes: ['ReportBatchItemFailures'],
  bisectBatchOnFunctionError: true,
  maximumRetryAttempts: 100,
  // Two hours below the 24 that a stream keeps its records by default: time to put them elsewhere.
  maximumRecordAgeInSeconds: 79_200,
};

function integer(from: number, to: number) {
  return wholeNumber((value) => value >= from && value <= to, `a whole number from ${from} to ${to}`);
}

function integerOrUnlimited(from: number, to: number) {
  return wholeNumber(
    (value) => value === UNLIMITED || (value >= from && value <= to),
    `${UNLIMITED} (no limit) or a whole number from ${from} to ${to}`,
  );
}

function wholeNumber(allows: (value: number) => boolean, allowed: string) {
  return z
    .number({ error: allowed })
    .refine((value) => Number.isInteger(value) && allows(value), { error: allowed });
}

const TIMESTAMP = 'seconds since 1970';
const RESPONSE_TYPES = '["ReportBatchItemFailures"] or []';

const settingsSchema = z
  .strictObject({
    batchSize: integer(1, EVENT_MAX_RECORDS),
    maximumBatchingWindowInSeconds: integer(0, MAX_WINDOW_SECONDS),
    parallelizationFactor: integer(1, MAX_PARALLELIZATION),
    startingPosition: z.enum(['TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'], {
      error: 'TRIM_HORIZON, LATEST or AT_TIMESTAMP',
    }),
    startingPositionTimestamp: z.number({ error: TIMESTAMP }).nonnegative({ error: TIMESTAMP }).optional(),
    functionResponseTypes: z.array(z.literal('ReportBatchItemFailures', { error: RESPONSE_TYPES }), {
      error: RESPONSE_TYPES,
    }),
    bisectBatchOnFunctionError: z.boolean({ error: 'true or false' }),
    maximumRetryAttempts: integerOrUnlimited(0, MAX_RETRY_ATTEMPTS),
    maximumRecordAgeInSeconds: integerOrUnlimited(RECORD_AGE_SECONDS.least, RECORD_AGE_SECONDS.most),
  })
  .refine(
    (settings) =>
      (settings.startingPosition === 'AT_TIMESTAMP') === (settings.startingPositionTimestamp !== undefined),
    {
      path: ['startingPositionTimestamp'],
      error: 'a time with startingPosition AT_TIMESTAMP, and none with another',
    },
  );

/**
 * The settings with defaults for what is left out.
 * @param given undefined fields count as left out; `unknown` so that a file's content can be passed as it is
 * @param defaults Lambda's own unless told otherwise
 * @throws UserError that names each setting that Lambda would refuse, what came and what is allowed
 */
export function resolveMapping(
  given: unknown,
  defaults: EventSourceMappingSettings = LAMBDA_MAPPING,
): EventSourceMappingSettings {
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  if (!isObject)
    throw new UserError(
      `the event source mapping's settings are ${shown(given)}; expected an object such as {"batchSize": 100}`,
    );
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  const settings = { ...defaults, ...Object.fromEntries(entries) };
  const parsed = settingsSchema.safeParse(settings);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => problemOf(issue, settings));
  throw new UserError(`the event source mapping cannot have these settings: ${problems.join('; ')}`);
}

function problemOf(issue: z.core.$ZodIssue, settings: Readonly<Record<string, unknown>>): string {
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(settingsSchema.shape).join(', ');
    return `there is no ${issue.keys.join(', ')} (the settings are ${known})`;
  }
  const name = String(issue.path[0]);
  return `${name} is ${shown(settings[name])}, but must be ${issue.message}`;
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}
