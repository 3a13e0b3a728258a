import { LAMBDA_MAPPING } from '../../../lib/contract/event-source-mapping.ts';
import { type DeliveryPorts, deliverBatch } from '../../../localstack/event-source-mapping/delivery.ts';
import type { ShardEvent } from '../../../localstack/event-source-mapping/events.ts';
import type { EncodedRecord } from '../../../localstack/event-source-mapping/kinesis-event.ts';
import type { InvocationResult } from '../../../localstack/event-source-mapping/ports.ts';
import { RETRY_PAUSE_MS } from '../../../localstack/event-source-mapping/retry-pause.ts';
import { LeapingClock } from '../../support/clocks.ts';
import { FIRST, FUNCTION_ARN, MAPPING_ID, memoryDestination, STREAM_ARN } from './mapping-world.ts';

/** The places in the batch of the records that were delivered together. */
export type Places = readonly number[];

export interface DeliveryScript {
  /** How many records the batch has. */
  readonly records: number;
  readonly settings?: Partial<DeliveryPorts['settings']>;
  readonly answer: (places: Places, invocation: number) => InvocationResult | Promise<InvocationResult>;
  /** How old the records are, in seconds, when the delivery begins. Default: all 0. */
  readonly agesSeconds?: readonly number[];
  /** Which sends the destination refuses. */
  readonly destinationFails?: (attempt: number) => boolean;
  readonly destination?: 'none';
  /** Stops the delivery after so many invocations. */
  readonly stopAfter?: number;
}

/** An answer that reports the record at a place of the batch. */
export function reported(place: number): InvocationResult {
  const itemIdentifier = String(1000 + place);
  return { status: 'returned', payload: JSON.stringify({ batchItemFailures: [{ itemIdentifier }] }) };
}

/** Delivers one batch, whose records have sequence numbers from 1000 on, and tells all that happened. */
export async function deliver(script: DeliveryScript) {
  const clock = new LeapingClock();
  const startMs = clock.now();
  const stopping = new AbortController();
  const kept = memoryDestination(script.destinationFails);
  const deliveries: Places[] = [];
  const atMs: number[] = [];
  const events: ShardEvent[] = [];
  const done: number[] = [];
  const batch = batchOf(script, startMs);
  await deliverBatch(batch, {
    target: {
      async invoke(payload) {
        const places: number[] = JSON.parse(payload).Records;
        atMs.push(clock.now() - startMs);
        const answer = await script.answer(places, deliveries.push(places) - 1);
        if (deliveries.length === script.stopAfter) stopping.abort();
        return answer;
      },
    },
    clock,
    settings: { ...LAMBDA_MAPPING, functionResponseTypes: ['ReportBatchItemFailures'], ...script.settings },
    destination: script.destination ?? kept.destination,
    mappingId: MAPPING_ID,
    origin: { shardId: FIRST, streamArn: STREAM_ARN, functionArn: FUNCTION_ARN },
    retryPauseMs: RETRY_PAUSE_MS,
    newId: () => `id-${kept.sent.length}`,
    onEvent: (event) => events.push(event),
    onDone: async (records) => void done.push(records),
    stopping: stopping.signal,
    abandon: new AbortController().signal,
  });
  return {
    deliveries,
    /** When each invocation came, in ms after the first moment. */
    atMs,
    pausesMs: atMs.slice(1).map((at, index) => at - atMs[index]!),
    /** By how many records the checkpoint moved each time. */
    done,
    events,
    sent: kept.sent.map(({ batch: message }) => message),
    /** The places of the records in the destination. */
    kept: kept.sent.map(({ batch: message }) => JSON.parse(message.payload).Records as Places),
    destinationAttempts: kept.attempts,
  };
}

function batchOf({ records, agesSeconds = [] }: DeliveryScript, nowMs: number): EncodedRecord[] {
  return Array.from({ length: records }, (_, place) => ({
    sequenceNumber: String(1000 + place),
    partitionKey: 'k',
    arrivedAtMs: nowMs - (agesSeconds[place] ?? 0) * 1000,
    json: String(place),
    bytes: String(place).length,
  }));
}
