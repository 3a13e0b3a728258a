import { z } from 'zod';
import { type FailedBatch, failedBatchSchema } from '../contract/failed-batch.ts';
import { idOf } from './ledger-entry.ts';

const eventSchema = z.object({
  Records: z.array(
    z.object({
      /** `<shard id>:<sequence number>` */
      eventID: z.string().regex(/^[^:]+:\d+$/),
      /** arn:aws:kinesis:<region>:<account>:stream/<name> */
      eventSourceARN: z.string().regex(/^arn:[^/]+\/[^/]+$/),
    }),
  ),
});

/**
 * The ids of the records that a failed batch keeps; undefined when they cannot be read from it: an SQS message
 * names a range of sequence numbers alone, from which no record can be recovered.
 */
export function failedRecordIds(given: FailedBatch | unknown): readonly string[] | undefined {
  const batch = failedBatchSchema.safeParse(given);
  if (!batch.success) return undefined;
  const { payload } = batch.data;
  const event = eventSchema.safeParse(typeof payload === 'string' ? parse(payload) : payload);
  return event.data?.Records.map(({ eventID, eventSourceARN }) => {
    const [shardId = '', sequenceNumber = ''] = eventID.split(':');
    const streamName = eventSourceARN.slice(eventSourceARN.indexOf('/') + 1);
    return idOf({ streamName, shardId, sequenceNumber });
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
