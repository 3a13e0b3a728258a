import type { Duration } from 'aws-cdk-lib';
import { DEFAULT_POLL_SECONDS, DEFAULT_PROFILE_SECONDS, ENV } from '../../contract/environment.ts';
import { UserError } from '../../contract/errors.ts';
import { NAME_PATTERN } from '../../contract/names.ts';
import { ORDERS, type Order, OUTPUT_FORMATS, type OutputFormat } from '../../contract/prediction.ts';
import { matchingText, wholeNumber } from '../range.ts';

/** What the function is told beside its code and where to read and write. */
export interface FunctionSettings {
  /** A dimension of every metric: 1 to 63 letters, digits, "_" and "-". */
  readonly stage: string;
  /** 1 to 63 characters of a-z, 0-9 and "-". */
  readonly model: string;
  /** The alias to serve: 1 to 63 characters of a-z, 0-9 and "-". Default: champion. */
  readonly alias?: string;
  /**
   * 128 to 10,240 MB. One vCPU comes with 1,769, and a session gets as many threads as there are whole vCPUs, 1 to 6:
   * https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html. Default: 1,769.
   */
  readonly memoryMb?: number;
  /**
   * 1 to 900 s, whole. Outages are waited out inside an invocation, for 80% of it: a short one spends the retries of
   * the event source mapping sooner. Default: 60 s.
   */
  readonly timeout?: Duration;
  /**
   * How often the alias is looked at, in seconds: 0 (each batch) to 3,600. Each look is a request to S3 for each
   * running sandbox, and a promotion is served this late. Default: 60.
   */
  readonly pollSeconds?: number;
  /**
   * How often a sandbox writes what it counted, in seconds: 0 (each batch) to 3,600. Each write is a request to S3, and
   * what was counted since the last one is lost with its sandbox. Default: 60.
   */
  readonly profileSeconds?: number;
  /** Predictions are logged for labels that come later: id, version, label, confidence, time. Default: false. */
  readonly predictionLog?: boolean;
  /** `key` keeps the order of each partition key, with one prediction of a key in flight. Default: none. */
  readonly order?: Order;
  /** `compact` leaves out what a consumer can do without: a third of the bytes. Default: full. */
  readonly outputFormat?: OutputFormat;
  /**
   * Sandboxes that run at once at most, taken from the account's own: at least 1. A new account has 10 of which none
   * can be reserved. Default: none is reserved, and all that the account has may run.
   */
  readonly reservedConcurrency?: number;
}

/**
 * Measured with a small model: 130 MB to start, up to 354 for batches of 10,000 records and 6 MB. A larger model adds
 * its own size and what its runs want.
 */
export const MEMORY_TO_BEGIN_WITH_MB = 512;

/** Of less than this, half or more is kept free for requests in flight and the answer. */
export const TIMEOUT_TO_BEGIN_WITH_SECONDS = 15;

const MEMORY_MB = { from: 128, to: 10_240, of: 'MB' } as const;
const TIMEOUT_SECONDS = { from: 1, to: 900, of: 'seconds' } as const;
const POLL_SECONDS = { from: 0, to: 3_600, of: 'seconds' } as const;
/** More than any account has. */
const CONCURRENCY = { from: 1, to: 100_000, of: 'sandboxes' } as const;
const A_NAME = '1 to 63 characters of a-z, 0-9 and "-", for example wine-quality';

/** @throws UserError for what the function or Lambda would refuse */
export function checkSettings(settings: FunctionSettings): void {
  matchingText('model', settings.model, NAME_PATTERN, A_NAME);
  matchingText('stage', settings.stage, /^[\w-]{1,63}$/, '1 to 63 letters, digits, "_" and "-"');
  if (settings.alias !== undefined) matchingText('alias', settings.alias, NAME_PATTERN, A_NAME);
  checkNumbers(settings);
  oneOf('order', settings.order, ORDERS);
  oneOf('outputFormat', settings.outputFormat, OUTPUT_FORMATS);
}

function checkNumbers(settings: FunctionSettings): void {
  const { memoryMb, timeout, pollSeconds, profileSeconds, reservedConcurrency } = settings;
  if (memoryMb !== undefined) wholeNumber('memoryMb', memoryMb, MEMORY_MB);
  if (timeout !== undefined) wholeNumber('timeout', timeout.toSeconds({ integral: false }), TIMEOUT_SECONDS);
  if (pollSeconds !== undefined) wholeNumber('pollSeconds', pollSeconds, POLL_SECONDS);
  if (profileSeconds !== undefined) wholeNumber('profileSeconds', profileSeconds, POLL_SECONDS);
  if (reservedConcurrency !== undefined) wholeNumber('reservedConcurrency', reservedConcurrency, CONCURRENCY);
}

function oneOf(prop: string, value: string | undefined, allowed: readonly string[]): void {
  if (value === undefined || allowed.includes(value)) return;
  throw new UserError(`${prop} is ${JSON.stringify(value)}; expected ${allowed.join(' or ')}`);
}

/** The variables for what differs from the function's own defaults. */
export function environmentOf(settings: FunctionSettings): Record<string, string> {
  const { stage, model, alias, pollSeconds = DEFAULT_POLL_SECONDS, order, outputFormat } = settings;
  const { profileSeconds = DEFAULT_PROFILE_SECONDS, predictionLog = false } = settings;
  return {
    [ENV.model]: model,
    [ENV.stage]: stage,
    ...(alias === undefined ? {} : { [ENV.alias]: alias }),
    ...(pollSeconds === DEFAULT_POLL_SECONDS ? {} : { [ENV.pollSeconds]: String(pollSeconds) }),
    ...(profileSeconds === DEFAULT_PROFILE_SECONDS ? {} : { [ENV.profileSeconds]: String(profileSeconds) }),
    ...(predictionLog ? { [ENV.predictionLog]: 'true' } : {}),
    ...(order === undefined ? {} : { [ENV.order]: order }),
    ...(outputFormat === undefined ? {} : { [ENV.outputFormat]: outputFormat }),
  };
}
