import type { Duration } from 'aws-cdk-lib';
import { marginMs } from '../../contract/deadline.ts';
import { UserError } from '../../contract/errors.ts';
import {
  type EventSourceMappingSettings,
  resolveMapping,
  UNLIMITED,
  WEIR_MAPPING,
} from '../../contract/event-source-mapping.ts';
import type { Order } from '../../contract/prediction.ts';

/** What a mapping's settings are judged against. */
export interface MappingSurroundings {
  readonly retention: Duration;
  /** Of the function. */
  readonly timeout: Duration;
  readonly order: Order;
  /** Producers aggregate with the KPL. */
  readonly aggregated: boolean;
  /** Of the stream; undefined on demand. */
  readonly shards?: number | undefined;
  /** Of the function; undefined: none is reserved. */
  readonly reservedConcurrency?: number | undefined;
}

/** An outage that should be survived without records going to the destination, in seconds. */
const OUTAGE_SECONDS = 3_600;

/**
 * The settings, Weir's own for what is left out.
 * @throws UserError for settings that Lambda would refuse, or with which records would be lost or change order
 */
export function checkedMapping(
  given: Partial<EventSourceMappingSettings>,
  surroundings: MappingSurroundings,
): EventSourceMappingSettings {
  const settings = resolveMapping(given, WEIR_MAPPING);
  if (settings.functionResponseTypes.length === 0) {
    throw new UserError(
      'functionResponseTypes is [], but must be ["ReportBatchItemFailures"]: without it Lambda takes a batch that is handed back for done, and its records are lost',
    );
  }
  checkAge(settings.maximumRecordAgeInSeconds, surroundings.retention);
  checkOrder(settings.parallelizationFactor, surroundings);
  return settings;
}

function checkAge(seconds: number, retention: Duration): void {
  const kept = retention.toSeconds();
  if (seconds === UNLIMITED || seconds >= kept) {
    const came = seconds === UNLIMITED ? `${UNLIMITED} (no limit)` : `${seconds}`;
    throw new UserError(
      `maximumRecordAgeInSeconds is ${came}, but must be from 60 to ${Math.min(kept - 1, 604_800)}, below the stream's retention of ${retention.toHours()} hours: a record that expires in the stream goes to no destination and is lost`,
    );
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
function checkOrder(parallelizationFactor: number, { aggregated, order }: MappingSurroundings): void {
  if (!aggregated || order !== 'key' || parallelizationFactor === 1) return;
  throw new UserError(
    `parallelizationFactor is ${parallelizationFactor}, but must be 1 with order "key" and aggregated records: Lambda spreads the aggregates of a shard by their own partition key and does not look at the keys inside, so records of one key would be predicted at once (https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html). Take order "none", or producers that do not aggregate`,
  );
}

/** What may be meant, but has a price: one sentence each, by the id of the warning. */
export function mappingWarnings(
  settings: EventSourceMappingSettings,
  surroundings: MappingSurroundings,
): ReadonlyMap<string, string> {
  const warnings = Object.entries({
    'weir:retries': retriesWarning(settings, surroundings.timeout),
    'weir:bisect': settings.bisectBatchOnFunctionError ? undefined : NO_BISECT,
    'weir:position': settings.startingPosition === 'LATEST' ? FROM_LATEST : undefined,
    'weir:concurrency': concurrencyWarning(settings, surroundings),
  });
  return new Map(warnings.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

const NO_BISECT =
  'bisectBatchOnFunctionError is false: a record on which the function dies takes its whole batch to the destination.';

const FROM_LATEST =
  'startingPosition is LATEST: records that are put before the mapping polls, minutes after it is created, are never predicted.';

function retriesWarning(settings: EventSourceMappingSettings, timeout: Duration): string | undefined {
  const { maximumRetryAttempts: retries, maximumRecordAgeInSeconds: age } = settings;
  if (retries === UNLIMITED) {
    return `maximumRetryAttempts is ${UNLIMITED} (no limit): a record on which the function dies holds up its shard for ${age} s, its maximumRecordAgeInSeconds.`;
  }
  const covered = coveredSeconds(retries, timeout);
  if (covered >= OUTAGE_SECONDS) return undefined;
  return `maximumRetryAttempts is ${retries}, with a timeout of ${timeout.toSeconds()} s: an outage of more than ${Math.round(covered / 60)} minutes sends records to the destination, from which they must be replayed.`;
}

function concurrencyWarning(
  { parallelizationFactor }: EventSourceMappingSettings,
  { shards = 0, reservedConcurrency = Number.POSITIVE_INFINITY }: MappingSurroundings,
): string | undefined {
  const batches = shards * parallelizationFactor;
  if (batches <= reservedConcurrency) return undefined;
  return `reservedConcurrency is ${reservedConcurrency}, but ${shards} shards with parallelizationFactor ${parallelizationFactor} have up to ${batches} batches at once: the others are throttled and wait.`;
}

/** How long an outage lasts that the function waits out: so many retries, each of what a time-out leaves. */
function coveredSeconds(retries: number, timeout: Duration): number {
  const totalMs = timeout.toMilliseconds();
  return (retries * (totalMs - marginMs(totalMs))) / 1000;
}
