import { setTimeout as sleep } from 'node:timers/promises';
import { PUT_RECORDS_MAX_BYTES, PUT_RECORDS_MAX_ENTRIES } from '../contract/limits.ts';
import type { PutFailure, PutOutcome, PutReceipt, StreamClient, StreamEntry } from './stream-client.ts';

export interface PutOptions {
  /** Attempts for each entry, the first included: 1 or more. Default: 8, some 10 s at the worst. */
  readonly attempts?: number;
  /** The first back-off, doubled with each attempt, of which a random part is waited. Default: 50 ms. */
  readonly backoffMs?: number;
  /** A number in [0, 1). Default: Math.random. */
  readonly random?: () => number;
  readonly signal?: AbortSignal;
}

/** The longest back-off: a throttled shard has recovered by then. */
const MAX_BACKOFF_MS = 5_000;

/**
 * Puts any number of entries: in requests by count and bytes, failed entries again after a back-off with full
 * jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter). An entry that fails may
 * come to stand behind later ones: PutRecords promises no order.
 * @returns where each entry went, in their order
 * @throws EntriesFailed when some still fail after the last attempt
 */
export async function putRecords(
  client: StreamClient,
  stream: string,
  entries: readonly StreamEntry[],
  options: PutOptions = {},
): Promise<readonly PutReceipt[]> {
  const attempts = options.attempts ?? 8;
  const outcomes: PutOutcome[] = [];
  let pending = entries.map((_, index) => index);
  for (let attempt = 0; pending.length > 0 && attempt < attempts; attempt++) {
    if (attempt > 0) await sleep(backoffMs(attempt, options), undefined, { signal: options.signal });
    for (const request of requestsOf(pending, entries)) {
      options.signal?.throwIfAborted();
      const answers = await client.putEntries(
        stream,
        request.map((index) => entries[index]!),
      );
      for (const [place, index] of request.entries()) outcomes[index] = answers[place]!;
    }
    pending = pending.filter((index) => isFailure(outcomes[index]!));
  }
  if (pending.length > 0) throw new EntriesFailed(stream, outcomes);
  return outcomes as PutReceipt[];
}

/** Puts one entry, as putRecords does. */
export async function putRecord(
  client: StreamClient,
  stream: string,
  entry: StreamEntry,
  options: PutOptions = {},
): Promise<PutReceipt> {
  const [receipt] = await putRecords(client, stream, [entry], options);
  return receipt!;
}

/** Some entries failed at every attempt; the others are on the stream. */
export class EntriesFailed extends Error {
  override readonly name = 'EntriesFailed';
  /** In the order of the entries. */
  readonly outcomes: readonly PutOutcome[];

  constructor(stream: string, outcomes: readonly PutOutcome[]) {
    const failures = outcomes.filter(isFailure);
    const codes = [...new Set(failures.map((failure) => failure.errorCode))].join(', ');
    super(`${failures.length} of ${outcomes.length} records could not be put on ${stream}: ${codes}`);
    this.outcomes = outcomes;
  }
}

export function isFailure(outcome: PutOutcome): outcome is PutFailure {
  return 'errorCode' in outcome;
}

/** Cuts the entries into requests that keep both of the service's limits. */
function* requestsOf(indexes: readonly number[], entries: readonly StreamEntry[]): Generator<number[]> {
  let request: number[] = [];
  let bytes = 0;
  for (const index of indexes) {
    const size = entryBytes(entries[index]!);
    if (request.length === PUT_RECORDS_MAX_ENTRIES || bytes + size > PUT_RECORDS_MAX_BYTES) {
      if (request.length > 0) yield request;
      request = [];
      bytes = 0;
    }
    request.push(index);
    bytes += size;
  }
  if (request.length > 0) yield request;
}

function entryBytes(entry: StreamEntry): number {
  return entry.data.byteLength + Buffer.byteLength(entry.partitionKey);
}

function backoffMs(attempt: number, options: PutOptions): number {
  const ceiling = Math.min(MAX_BACKOFF_MS, (options.backoffMs ?? 50) * 2 ** (attempt - 1));
  return (options.random ?? Math.random)() * ceiling;
}
