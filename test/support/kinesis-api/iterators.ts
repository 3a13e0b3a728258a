import { KinesisError } from './errors.ts';

/** Iterators expire after five minutes. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html */
const LIFETIME_MS = 5 * 60 * 1_000;

/** Where a reader stands: the index of the next record. */
export interface IteratorPosition {
  readonly stream: string;
  readonly shardId: string;
  readonly index: number;
}

export function shardIterator({ stream, shardId, index }: IteratorPosition, now: number): string {
  return Buffer.from(JSON.stringify([stream, shardId, index, now])).toString('base64');
}

/** @throws InvalidArgumentException, ExpiredIteratorException */
export function positionOf(iterator: string, now: number): IteratorPosition {
  const [stream, shardId, index, givenAt] = parsed(iterator);
  if (now - givenAt > LIFETIME_MS) {
    throw new KinesisError(
      'ExpiredIteratorException',
      `the iterator was given at ${new Date(givenAt).toISOString()}`,
    );
  }
  return { stream, shardId, index };
}

function parsed(iterator: string): [string, string, number, number] {
  try {
    return JSON.parse(Buffer.from(iterator, 'base64').toString());
  } catch {
    throw new KinesisError('InvalidArgumentException', 'the shard iterator is none that was given');
  }
}
