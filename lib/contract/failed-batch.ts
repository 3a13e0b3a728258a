import { z } from 'zod';

/**
 * What Lambda sends to the on-failure destination of a stream's event source mapping. SQS and SNS get it without
 * the payload; S3 gets it whole, as one object.
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export const failedBatchSchema = z.object({
  requestContext: z.object({
    requestId: z.string(),
    functionArn: z.string(),
    /** Why the records were given up, such as RetryAttemptsExhausted. */
    condition: z.string(),
    approximateInvokeCount: z.int().nonnegative(),
  }),
  /** Left out when the function was never invoked. */
  responseContext: z
    .object({ statusCode: z.int(), executedVersion: z.string(), functionError: z.string().optional() })
    .optional(),
  version: z.literal('1.0'),
  timestamp: z.iso.datetime(),
  KinesisBatchInfo: z.object({
    shardId: z.string(),
    startSequenceNumber: z.string(),
    endSequenceNumber: z.string(),
    approximateArrivalOfFirstRecord: z.iso.datetime(),
    approximateArrivalOfLastRecord: z.iso.datetime(),
    batchSize: z.int().positive(),
    streamArn: z.string(),
  }),
  /** S3 alone: the whole event. The documents show it as a string; an object is taken as well. */
  payload: z.union([z.string(), z.looseObject({ Records: z.array(z.unknown()) })]).optional(),
});

export type FailedBatch = Readonly<z.infer<typeof failedBatchSchema>>;
