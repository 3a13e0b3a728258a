import type { Clock } from './clock.ts';
import type { ShardEvent } from './events.ts';
import { type EncodedRecord, encodeEvent } from './kinesis-event.ts';
import type { InvocationResult, InvokableFunction } from './ports.ts';
import { type BatchVerdict, readResponse } from './response.ts';

/** What the delivery of a batch stands on. */
export interface DeliveryPorts {
  readonly target: InvokableFunction;
  readonly clock: Clock;
  /** Without it, every answer counts as success. */
  readonly readsResponses: boolean;
  onEvent(event: ShardEvent): void;
  /** The record up to which all are done. */
  onCheckpoint(record: EncodedRecord): Promise<void>;
  /** Aborts: the invocation that runs ends, and no other starts. */
  readonly stopping: AbortSignal;
  /** Aborts: the invocation that runs is not waited for, and what it did does not count. */
  readonly abandon: AbortSignal;
}

/**
 * The pause before a batch is delivered again, doubled with each try that moved nothing.
 * Lambda backs off too, by how much its documents do not say.
 */
export const RETRY_PAUSE_MS = { first: 500, most: 10_000 } as const;

/**
 * Delivers one batch until all of it is done, or until stopped. Each try takes what is left: the documents do
 * not say whether Lambda tops a remainder up with newer records; here it does not.
 */
export async function deliverBatch(batch: readonly EncodedRecord[], ports: DeliveryPorts): Promise<void> {
  let left = batch;
  let failures = 0;
  while (left.length > 0 && !ports.stopping.aborted) {
    const done = await tryOnce(left, ports);
    if (done === 'abandoned') return;
    if (done > 0) await ports.onCheckpoint(left[done - 1]!);
    left = left.slice(done);
    failures = done > 0 ? 1 : failures + 1;
    if (left.length > 0) await ports.clock.sleep(pauseMs(failures), ports.stopping);
  }
}

/** One invocation. Answers how many records, from the first on, are done. */
async function tryOnce(
  records: readonly EncodedRecord[],
  ports: DeliveryPorts,
): Promise<number | 'abandoned'> {
  const startedMs = ports.clock.now();
  const result = await orAbandoned(ports.target.invoke(encodeEvent(records)), ports.abandon);
  if (result === 'abandoned') return result;
  const verdict = verdictOf(result, records, ports.readsResponses);
  const done = verdict.type === 'success' ? records.length : verdict.type === 'partial' ? verdict.from : 0;
  ports.onEvent({
    type: 'invoked',
    records: records.length,
    done,
    durationMs: ports.clock.now() - startedMs,
    ...(verdict.type !== 'success' && { reason: reasonOf(verdict, records) }),
    ...(verdict.type === 'failure' && { failed: true }),
  });
  return done;
}

function verdictOf(
  result: InvocationResult,
  records: readonly EncodedRecord[],
  readsResponses: boolean,
): BatchVerdict {
  if (result.status === 'throttled') return { type: 'failure', reason: 'throttled' };
  if (result.status === 'failed') {
    return { type: 'failure', reason: `${result.error.errorType}: ${result.error.errorMessage}` };
  }
  if (!readsResponses) return { type: 'success' };
  return readResponse(
    result.payload,
    records.map((record) => record.sequenceNumber),
  );
}

function reasonOf(verdict: Exclude<BatchVerdict, { type: 'success' }>, records: readonly EncodedRecord[]) {
  return verdict.type === 'failure'
    ? verdict.reason
    : `the function reported ${records[verdict.from]!.sequenceNumber}`;
}

function pauseMs(failures: number): number {
  return Math.min(RETRY_PAUSE_MS.most, RETRY_PAUSE_MS.first * 2 ** (failures - 1));
}

function orAbandoned<T>(promise: Promise<T>, abandon: AbortSignal): Promise<T | 'abandoned'> {
  if (abandon.aborted) return Promise.resolve('abandoned');
  const { promise: abandoned, resolve } = Promise.withResolvers<'abandoned'>();
  const give = () => resolve('abandoned');
  abandon.addEventListener('abort', give, { once: true });
  return Promise.race([promise, abandoned]).finally(() => abandon.removeEventListener('abort', give));
}
