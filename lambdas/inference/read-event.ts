import { UserError } from '../../lib/contract/errors.ts';
import { REPLAY_FIELD, type ReplayRequest, replayRequestSchema } from '../../lib/contract/replay.ts';
import type { KinesisEvent, KinesisEventRecord } from './decode/kinesis-event.ts';

/** The fields of a record that are read, and the types that an event source mapping gives them. */
const FIELDS = [
  ['eventID', 'string'],
  ['eventSourceARN', 'string'],
] as const;
const KINESIS_FIELDS = [
  ['partitionKey', 'string'],
  ['sequenceNumber', 'string'],
  ['data', 'string'],
  ['approximateArrivalTimestamp', 'number'],
] as const;

/** Decimal digits; the limit is of the API. */
const SEQUENCE_NUMBER = /^\d{1,129}$/;

/** Digits of the sequence numbers that the service gives out. */
const SEQUENCE_NUMBER_LENGTH = 56;

/** The shard and its colon, at the start of an event id. What it lets through is written to JSON as it is. */
const SHARD_PREFIX = /^[\w.-]{1,128}:$/;

/**
 * The event, when it is one of a Kinesis event source mapping.
 * @throws UserError that names the place and the types, never a value
 */
export function readEvent(event: unknown): KinesisEvent {
  const records = isObject(event) ? event.Records : undefined;
  if (!Array.isArray(records)) {
    throw notKinesis(`came ${typeName(event)}${isObject(event) ? ' without an array Records' : ''}`);
  }
  let shardPrefix: string | undefined;
  for (let i = 0; i < records.length; i++) {
    if (!isWellFormed(records[i], shardPrefix)) shardPrefix = checkRecord(records[i], i);
  }
  const replay = isObject(event) ? event[REPLAY_FIELD] : undefined;
  return replay === undefined
    ? { Records: records }
    : { Records: records, replay: readReplay(replay, records) };
}

/** A request that is not understood is refused: the records would be answered otherwise than was asked for. */
function readReplay(value: unknown, records: readonly unknown[]): ReplayRequest {
  const parsed = replayRequestSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'}: ${message}`);
    throw new UserError(`${REPLAY_FIELD} is no request for a replay: ${problems.join('; ')}`);
  }
  const places = parsed.data.subSequenceNumbers;
  if (places === undefined || places.length === records.length) return parsed.data;
  throw new UserError(
    `${REPLAY_FIELD}.subSequenceNumbers names ${places.length} places; expected one of each of the ${records.length} records`,
  );
}

/**
 * As `checkRecord`, at a fifth of its price: of the 10,000 records of a batch nothing is wrong with any.
 * @param shardPrefix that of a record that was checked, undefined before the first; a batch has one shard
 */
function isWellFormed(record: KinesisEventRecord | undefined, shardPrefix: string | undefined): boolean {
  const kinesis = record?.kinesis;
  return (
    shardPrefix !== undefined &&
    typeof kinesis === 'object' &&
    kinesis !== null &&
    typeof kinesis.data === 'string' &&
    typeof kinesis.partitionKey === 'string' &&
    typeof kinesis.approximateArrivalTimestamp === 'number' &&
    typeof kinesis.sequenceNumber === 'string' &&
    hasDigitEnds(kinesis.sequenceNumber) &&
    typeof record?.eventID === 'string' &&
    record.eventID.length === shardPrefix.length + kinesis.sequenceNumber.length &&
    record.eventID.startsWith(shardPrefix) &&
    record.eventID.endsWith(kinesis.sequenceNumber) &&
    typeof record.eventSourceARN === 'string'
  );
}

/** To look at all 56 digits of 10,000 sequence numbers takes longer than everything else here. */
function hasDigitEnds(text: string): boolean {
  return (
    text.length === SEQUENCE_NUMBER_LENGTH &&
    isDigit(text.charCodeAt(0)) &&
    isDigit(text.charCodeAt(text.length - 1))
  );
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** @returns the record's shard prefix: the event id without the sequence number */
function checkRecord(record: unknown, index: number): string {
  const place = `Records[${index}]`;
  if (!isObject(record)) throw notKinesis(`${place} is ${typeName(record)}`);
  const { kinesis } = record;
  if (!isObject(kinesis)) throw notKinesis(`${place}.kinesis is ${typeName(kinesis)}${sourceOf(record)}`);
  checkFields(record, FIELDS, place);
  checkFields(kinesis, KINESIS_FIELDS, `${place}.kinesis`);
  // It is the checkpoint: what Lambda cannot find in the batch fails the batch whole.
  if (!SEQUENCE_NUMBER.test(kinesis.sequenceNumber as string)) {
    throw notKinesis(`${place}.kinesis.sequenceNumber is not a decimal number`);
  }
  // The prediction's id is made from it, and consumers tell records apart by that.
  const { eventID } = record as { readonly eventID: string };
  const prefix = eventID.slice(0, -(kinesis.sequenceNumber as string).length);
  if (!eventID.endsWith(kinesis.sequenceNumber as string) || !SHARD_PREFIX.test(prefix)) {
    throw notKinesis(`${place}.eventID is not <shard id>:<the record's sequence number>`);
  }
  return prefix;
}

function checkFields(
  object: Readonly<Record<string, unknown>>,
  fields: readonly (readonly [string, 'string' | 'number'])[],
  place: string,
): void {
  for (const [name, type] of fields) {
    if (typeof object[name] === type) continue;
    throw notKinesis(`${place}.${name} is ${typeName(object[name])}, expected ${type}`);
  }
}

function notKinesis(came: string): UserError {
  return new UserError(
    `The function takes events of a Kinesis event source mapping, {"Records": [{"eventID", "eventSourceARN", "kinesis": {…}}, …]}: ${came}`,
  );
}

/** The service that sent another kind of record, where it says so. */
function sourceOf(record: Readonly<Record<string, unknown>>): string {
  const source = record.eventSource ?? record.EventSource;
  return typeof source === 'string' && /^aws:[a-z0-9]{1,20}$/.test(source) ? ` (an event of ${source})` : '';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeName(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
