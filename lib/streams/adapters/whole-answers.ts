import type { KinesisClient } from '@aws-sdk/client-kinesis';

/** What every answer to a request has, empty or not. */
const ALWAYS_THERE: Readonly<Record<string, string>> = {
  DescribeStreamSummaryCommand: 'StreamDescriptionSummary',
  ListShardsCommand: 'Shards',
  GetShardIteratorCommand: 'ShardIterator',
  GetRecordsCommand: 'Records',
  PutRecordsCommand: 'Records',
};

/** The connection ended before the whole answer was there. Marked so that the SDK sends the request again. */
export class AnswerCut extends Error {
  override readonly name = 'AnswerCut';
  readonly $retryable = {};
}

/**
 * Lets no answer pass that is not whole. Over HTTP/2 the SDK takes a connection that was cut for the end of the
 * body: without any of it the answer is an empty object, and one to GetRecords without an iterator means that the
 * shard was closed and is read to its end. Whoever believes that never reads the shard again.
 */
export function requireWholeAnswers(client: KinesisClient): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const result = await next(args).catch((error: unknown) => {
          throw error instanceof SyntaxError ? new AnswerCut(error.message, { cause: error }) : error;
        });
        const field = ALWAYS_THERE[commandName];
        const output = result.output as unknown as Readonly<Record<string, unknown>>;
        if (field === undefined || (output[field] ?? undefined) !== undefined) return result;
        throw new AnswerCut(`an answer without ${field}: the connection was cut`);
      },
    { step: 'deserialize', priority: 'high', name: 'requireWholeAnswers' },
  );
}
