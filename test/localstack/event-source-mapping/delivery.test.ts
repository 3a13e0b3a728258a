import { expect, test } from 'vitest';
import { type DeliveryPorts, deliverBatch } from '../../../localstack/event-source-mapping/delivery.ts';
import type { EncodedRecord } from '../../../localstack/event-source-mapping/kinesis-event.ts';
import type { InvocationResult } from '../../../localstack/event-source-mapping/ports.ts';
import { LeapingClock } from '../../support/clocks.ts';

const CRASH: InvocationResult = {
  status: 'failed',
  error: { errorType: 'Runtime.ExitError', errorMessage: 'crashed' },
};

const BATCH: readonly EncodedRecord[] = ['1', '2', '3'].map((sequenceNumber) => ({
  sequenceNumber,
  partitionKey: 'k',
  arrivedAtMs: 0,
  json: '{}',
  bytes: 2,
}));

/** Delivers BATCH to a function that gives one answer after the other. */
async function deliver(answers: readonly InvocationResult[]) {
  const clock = new LeapingClock();
  const startMs = clock.now();
  const invokedAtMs: number[] = [];
  const checkpoints: string[] = [];
  const never = new AbortController().signal;
  const ports: DeliveryPorts = {
    target: { invoke: async () => answers[invokedAtMs.push(clock.now() - startMs) - 1]! },
    clock,
    readsResponses: true,
    onEvent: () => undefined,
    onCheckpoint: async (record) => void checkpoints.push(record.sequenceNumber),
    stopping: never,
    abandon: never,
  };
  await deliverBatch(BATCH, ports);
  return { pausesMs: invokedAtMs.slice(1).map((at, index) => at - invokedAtMs[index]!), checkpoints };
}

const success: InvocationResult = { status: 'returned', payload: '{}' };
const failedAt = (itemIdentifier: string): InvocationResult => ({
  status: 'returned',
  payload: JSON.stringify({ batchItemFailures: [{ itemIdentifier }] }),
});

test('pauses between failures double, up to ten seconds', async () => {
  const { pausesMs } = await deliver([...Array.from({ length: 7 }, () => CRASH), success]);
  expect(pausesMs).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
});

test('pauses begin anew when the checkpoint moves', async () => {
  const { pausesMs } = await deliver([CRASH, CRASH, CRASH, failedAt('2'), CRASH, success]);
  expect(pausesMs).toEqual([500, 1_000, 2_000, 500, 1_000]);
});

test('the checkpoint is the last record before the reported one, and moves only when one is done', async () => {
  const { checkpoints } = await deliver([failedAt('1'), failedAt('3'), CRASH, success]);
  expect(checkpoints).toEqual(['2', '3']);
});
