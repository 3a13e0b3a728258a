import { keys } from '../../../lib/contract/keys.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { writeOwn } from '../../../lib/registry/own-write.ts';
import type { FailureDestination } from '../ports.ts';

/**
 * Keeps what is given up as one object for each batch, with the whole event as escaped JSON text in `payload`.
 * Sending a batch again, after an answer that was lost, leaves one object.
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function s3Destination(store: ObjectStore): FailureDestination {
  return {
    async send({ mappingId, batch }) {
      const { shardId } = batch.KinesisBatchInfo;
      const { requestId } = batch.requestContext;
      const key = keys.failedBatch(mappingId, shardId, new Date(batch.timestamp), requestId);
      const body = Buffer.from(JSON.stringify(batch));
      const outcome = await writeOwn(store, {
        key,
        write: () => store.create(key, body),
        isOwn: (stored) => body.equals(stored),
      });
      if (!outcome.written) throw new Error(`${key} exists at ${store.location} and is another batch`);
    },
  };
}
