import type { FailedBatch } from '../../../lib/contract/failed-batch.ts';
import { type EncodedRecord, encodeEvent } from '../kinesis-event.ts';

/**
 * Why records are given up, as Lambda names it. RetryAttemptsExhausted is in the documents; RecordAgeExceeded is
 * not, and stands in messages that users of the service report.
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export type DiscardCondition = 'RetryAttemptsExhausted' | 'RecordAgeExceeded';

/** How the last invocation that had the records ended. */
export type LastAnswer = 'returned' | 'failed';

/** What a message says of the records that are given up. */
export interface Discard {
  readonly records: readonly EncodedRecord[];
  readonly condition: DiscardCondition;
  /** The invocations that had these records. 0: they were never delivered. */
  readonly invocations: number;
  /** Undefined when they were never delivered. */
  readonly lastAnswer: LastAnswer | undefined;
  readonly at: Date;
  /** Makes the message one of its kind, and the object's key in S3. */
  readonly requestId: string;
}

/** Where the records come from and which function failed on them. */
export interface DiscardSource {
  readonly shardId: string;
  readonly streamArn: string;
  /** With a version or alias, as Lambda writes it: arn:aws:lambda:<region>:<account>:function:<name>:$LATEST. */
  readonly functionArn: string;
}

/**
 * The message in the shape of Lambda's, payload included. An answer that handed records back is a success of the
 * invocation, so it stands there without functionError.
 */
export function failedBatchOf(
  discard: Discard,
  source: DiscardSource,
): FailedBatch & { readonly payload: string } {
  const { records, lastAnswer } = discard;
  const [first, last] = [records[0]!, records.at(-1)!];
  return {
    requestContext: {
      requestId: discard.requestId,
      functionArn: source.functionArn,
      condition: discard.condition,
      approximateInvokeCount: discard.invocations,
    },
    ...(lastAnswer !== undefined && {
      responseContext: {
        statusCode: 200,
        executedVersion: versionOf(source.functionArn),
        ...(lastAnswer === 'failed' && { functionError: 'Unhandled' }),
      },
    }),
    version: '1.0',
    timestamp: discard.at.toISOString(),
    KinesisBatchInfo: {
      shardId: source.shardId,
      startSequenceNumber: first.sequenceNumber,
      endSequenceNumber: last.sequenceNumber,
      approximateArrivalOfFirstRecord: new Date(first.arrivedAtMs).toISOString(),
      approximateArrivalOfLastRecord: new Date(last.arrivedAtMs).toISOString(),
      batchSize: records.length,
      streamArn: source.streamArn,
    },
    payload: encodeEvent(records),
  };
}

/** The qualifier of a function's ARN; $LATEST without one. */
function versionOf(functionArn: string): string {
  return functionArn.split(':')[7] ?? '$LATEST';
}
