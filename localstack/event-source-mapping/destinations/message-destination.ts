import type { FailureDestination } from '../ports.ts';

/** A queue or a topic. */
export interface MessagePort {
  /** Resolves when the message is taken for good. @param body JSON text */
  send(body: string): Promise<void>;
}

/**
 * Sends what is given up to an SQS queue or an SNS topic: the same message without the payload, which these do
 * not get from Lambda. The records must then be read from the stream, by their shard and sequence numbers, while
 * it still has them.
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function messageDestination(port: MessagePort): FailureDestination {
  return {
    async send({ batch: { payload: _payload, ...metadata } }) {
      await port.send(JSON.stringify(metadata));
    },
  };
}
