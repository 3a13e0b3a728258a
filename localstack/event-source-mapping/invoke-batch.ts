import { orAbandoned } from './abandon.ts';
import type { Clock } from './clock.ts';
import type { LastAnswer } from './destinations/failed-batch.ts';
import type { ShardEvent } from './events.ts';
import { type EncodedRecord, encodeEvent } from './kinesis-event.ts';
import type { InvocationResult, InvokableFunction } from './ports.ts';
import { type BatchVerdict, readResponse } from './response.ts';

/** What an invocation stands on. */
export interface InvokePorts {
  readonly target: InvokableFunction;
  readonly clock: Clock;
  /** Without it, every answer counts as success. */
  readonly readsResponses: boolean;
  onEvent(event: ShardEvent): void;
  /** Aborts: the invocation that runs is not waited for, and what it did does not count. */
  readonly abandon: AbortSignal;
}

export type Invoked =
  | 'abandoned'
  | 'throttled'
  | {
      /** Records, from the first on, that are done. */
      readonly done: number;
      /** True when all of it failed: the function did, or its answer means nothing. */
      readonly failed: boolean;
      readonly answer: LastAnswer;
    };

/** One invocation with all of the records. */
export async function invokeBatch(records: readonly EncodedRecord[], ports: InvokePorts): Promise<Invoked> {
  const startedMs = ports.clock.now();
  const result = await orAbandoned(ports.target.invoke(encodeEvent(records)), ports.abandon);
  if (result === 'abandoned') return result;
  if (result.status === 'throttled') {
    ports.onEvent({ type: 'throttled', records: records.length });
    return 'throttled';
  }
  const verdict = verdictOf(result, records, ports.readsResponses);
  const done = doneOf(verdict, records.length);
  const failed = verdict.type === 'failure';
  ports.onEvent({
    type: 'invoked',
    records: records.length,
    done,
    durationMs: ports.clock.now() - startedMs,
    ...(verdict.type !== 'success' && { reason: reasonOf(verdict, records) }),
    ...(failed && { failed }),
  });
  return { done, failed, answer: result.status };
}

function verdictOf(
  result: Exclude<InvocationResult, { status: 'throttled' }>,
  records: readonly EncodedRecord[],
  readsResponses: boolean,
): BatchVerdict {
  if (result.status === 'failed') {
    return { type: 'failure', reason: `${result.error.errorType}: ${result.error.errorMessage}` };
  }
  if (!readsResponses) return { type: 'success' };
  return readResponse(
    result.payload,
    records.map((record) => record.sequenceNumber),
  );
}

function doneOf(verdict: BatchVerdict, records: number): number {
  if (verdict.type === 'success') return records;
  return verdict.type === 'partial' ? verdict.from : 0;
}

function reasonOf(verdict: Exclude<BatchVerdict, { type: 'success' }>, records: readonly EncodedRecord[]) {
  return verdict.type === 'failure'
    ? verdict.reason
    : `the function reported ${records[verdict.from]!.sequenceNumber}`;
}
