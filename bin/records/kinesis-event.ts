import { createHash } from 'node:crypto';
import { UserError } from '../../lib/contract/errors.ts';
import { INPUT_STREAM } from '../config.ts';
import { readText } from './files.ts';

/** An event to invoke the function with. */
export interface EventFile {
  /** JSON text. */
  readonly event: string;
  readonly records: number;
  /** True when the file held a bare record, around which an event was made. */
  readonly wrapped: boolean;
}

/**
 * Reads a Kinesis event (`{"Records": [{"kinesis": …}]}`), or a bare record, which becomes an event of one.
 * @throws UserError when the file is neither
 */
export async function readEvent(file: string): Promise<EventFile> {
  const text = await readText(file);
  const value = parseObject(text, file);
  const { Records } = value as { readonly Records?: unknown };
  if (Records === undefined) return { event: wrap(text), records: 1, wrapped: true };
  if (!Array.isArray(Records) || !Records.every(isKinesisRecord)) {
    throw new UserError(
      `${file} has "Records", but not all are Kinesis records ({"eventID": …, "kinesis": {"data": …, "sequenceNumber": …}}); expected an event as Lambda hands it over, or one bare record`,
    );
  }
  return { event: text, records: Records.length, wrapped: false };
}

function parseObject(text: string, file: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(
      `${file} is not JSON (${(error as Error).message}); expected a Kinesis event or one record`,
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new UserError(`${file} holds no JSON object; expected a Kinesis event or one record`);
}

function isKinesisRecord(value: unknown): boolean {
  const { kinesis } = (value ?? {}) as { readonly kinesis?: Partial<Record<string, unknown>> };
  return typeof kinesis?.data === 'string' && typeof kinesis.sequenceNumber === 'string';
}

/**
 * Looks like a sequence number, and is none that a stream gave out. It follows from the content, so that two
 * records have two prediction ids, and one record has the same one each time.
 */
function sequenceNumberFor(record: string): string {
  const digest = createHash('sha256').update(record).digest('hex');
  return BigInt(`0x${digest.slice(0, 32)}`).toString();
}

/** https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html#services-kinesis-event-example */
function wrap(record: string): string {
  const sequenceNumber = sequenceNumberFor(record);
  return JSON.stringify({
    Records: [
      {
        kinesis: {
          kinesisSchemaVersion: '1.0',
          partitionKey: '1',
          sequenceNumber,
          data: Buffer.from(record).toString('base64'),
          approximateArrivalTimestamp: Date.now() / 1000,
        },
        eventSource: 'aws:kinesis',
        eventVersion: '1.0',
        eventID: `shardId-000000000000:${sequenceNumber}`,
        eventName: 'aws:kinesis:record',
        invokeIdentityArn: 'arn:aws:iam::000000000000:role/weir-inference',
        awsRegion: 'us-east-1',
        eventSourceARN: `arn:aws:kinesis:us-east-1:000000000000:stream/${INPUT_STREAM}`,
      },
    ],
  });
}
