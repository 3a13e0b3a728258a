import { memoryCheckpoints } from '../../../localstack/event-source-mapping/checkpoints/memory-checkpoints.ts';
import {
  type MappingOptions,
  startEventSourceMapping,
} from '../../../localstack/event-source-mapping/event-source-mapping.ts';
import type {
  DiscardedBatch,
  FailureDestination,
  InvocationResult,
} from '../../../localstack/event-source-mapping/ports.ts';
import { LeapingClock } from '../../support/clocks.ts';
import { MemoryStreams } from '../../support/memory-streams.ts';

export const FIRST = 'shardId-000000000000';
export const SECOND = 'shardId-000000000001';
export const MAPPING_ID = '7d3b2c10-0000-4000-8000-000000000001';
export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST';
export const STREAM_ARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/s';
export const SUCCESS: InvocationResult = { status: 'returned', payload: 'null' };
export const THROTTLED: InvocationResult = { status: 'throttled' };
export const CRASH: InvocationResult = {
  status: 'failed',
  error: { errorType: 'Runtime.ExitError', errorMessage: 'crashed' },
};
export const TIMEOUT: InvocationResult = {
  status: 'failed',
  error: { errorType: 'Sandbox.Timedout', errorMessage: 'timed out after 60 seconds' },
};

/** The delivered records, as "<shard>:<sequence number>", in the order of the event. */
export type Delivery = readonly string[];

/** An answer that reports the record at a place of the delivery. */
export function failedFrom(delivery: Delivery, place: number): InvocationResult {
  const itemIdentifier = delivery[place]!.split(':')[1];
  return { status: 'returned', payload: JSON.stringify({ batchItemFailures: [{ itemIdentifier }] }) };
}

/** The event ids of an event, as JSON text. */
export function deliveryOf(payload: string): Delivery {
  const { Records }: { Records: { eventID: string }[] } = JSON.parse(payload);
  return Records.map((record) => record.eventID);
}

/** A function that remembers what it was given and answers as told. */
export function fakeFunction(
  answer: (delivery: Delivery, invocation: number) => InvocationResult | Promise<InvocationResult>,
) {
  const deliveries: Delivery[] = [];
  return {
    deliveries,
    async invoke(payload: string) {
      const delivery = deliveryOf(payload);
      return answer(delivery, deliveries.push(delivery) - 1);
    },
  };
}

/** A function that dies on the poison and takes everything else. */
export function diesOn(...poison: readonly string[]) {
  return fakeFunction((delivery) => (delivery.some((id) => poison.includes(id)) ? CRASH : SUCCESS));
}

/** A destination in memory that fails when told to, before it keeps the batch. */
export function memoryDestination(fails: (attempt: number) => boolean = () => false) {
  const sent: DiscardedBatch[] = [];
  let attempts = 0;
  const destination: FailureDestination = {
    async send(discarded) {
      if (fails(attempts++)) throw new Error('the destination is down');
      sent.push(discarded);
    },
  };
  return {
    destination,
    sent,
    /** The event ids that it has, one list for each batch. */
    get kept(): readonly Delivery[] {
      return sent.map(({ batch }) => deliveryOf(batch.payload));
    },
    get attempts() {
      return attempts;
    },
  };
}

/** A stream whose records arrive by the clock. */
export function memoryStream(shards: number, clock: { now(): number } = new LeapingClock()): MemoryStreams {
  const client = new MemoryStreams('s', shards);
  client.now = () => new Date(clock.now());
  return client;
}

/** Puts records with a key each, or with those that are given in turn; answers with their event ids. */
export function fill(
  client: MemoryStreams,
  shardId: string,
  count: number,
  keys: readonly string[] = Array.from({ length: count }, (_, index) => `${index}`),
): string[] {
  return Array.from({ length: count }, (_, index) => {
    const partitionKey = keys[index % keys.length]!;
    const { sequenceNumber } = client.put(shardId, { data: Buffer.from(`${index}`), partitionKey });
    return `${shardId}:${sequenceNumber}`;
  });
}

/** Starts a mapping in virtual time, with partial responses, whose discarded records are lost unless told otherwise. */
export function start(
  client: MemoryStreams,
  target: MappingOptions['target'],
  options: Partial<MappingOptions> = {},
) {
  const { settings, ...others } = options;
  return startEventSourceMapping({
    client,
    stream: 's',
    source: { eventSourceArn: STREAM_ARN, region: 'us-east-1', invokeIdentityArn: 'role' },
    target,
    checkpoints: memoryCheckpoints(),
    destination: 'none',
    mappingId: MAPPING_ID,
    functionArn: FUNCTION_ARN,
    clock: new LeapingClock(),
    settings: { functionResponseTypes: ['ReportBatchItemFailures'], ...settings },
    ...others,
  });
}
