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

/** What stands for the service's outcome of an entry that has none. */
const NOT_SENT: PutFailure = { errorCode: 'NotSent', errorMessage: 'no request held it' };

/** Its request failed, or the answer left it out: it may be on the stream all the same. */
const UNANSWERED: PutFailure = { errorCode: 'Unanswered', errorMessage: 'the service did not say' };

/** How far a put came. */
export interface PutResult {
  /** Of each entry, in their order; `NotSent` and `Unanswered` are failures as well. */
  readonly outcomes: readonly PutOutcome[];
  /** What the client threw, or the signal's reason, when that ended it before the last attempt. */
  readonly fault?: { readonly thrown: unknown };
}

/**
 * Puts any number of entries: in requests by count and bytes, failed entries again after a back-off with full
 * jitter (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter). An entry that fails may
 * come to stand behind later ones: PutRecords promises no order.
 * @returns where each entry went, in their order
 * @throws EntriesFailed when some still fail after the last attempt, or when a request failed as a whole or the
 *   signal aborted (its cause) after others were acknowledged; while none is, that fault or reason itself
 */
export async function putRecords(
  client: Pick<StreamClient, 'putEntries'>,
  stream: string,
  entries: readonly StreamEntry[],
  options: PutOptions = {},
): Promise<readonly PutReceipt[]> {
  const { outcomes, fault } = await tryPutRecords(client, stream, entries, options);
  if (fault !== undefined && outcomes.every(isFailure)) throw fault.thrown;
  if (outcomes.some(isFailure)) throw new EntriesFailed(stream, outcomes, { cause: fault?.thrown });
  return outcomes as PutReceipt[];
}

/** Puts entries as putRecords does, and returns what it throws, so that nothing acknowledged is forgotten. */
export async function tryPutRecords(
  client: Pick<StreamClient, 'putEntries'>,
  stream: string,
  entries: readonly StreamEntry[],
  options: PutOptions = {},
): Promise<PutResult> {
  const attempts = options.attempts ?? 8;
  const outcomes: PutOutcome[] = entries.map(() => NOT_SENT);
  let pending = [...entries.keys()];
  try {
    for (let attempt = 0; pending.length > 0 && attempt < attempts; attempt++) {
      if (attempt > 0) await backOff(attempt, options);
      for (const request of requestsOf(pending, entries)) {
        options.signal?.throwIfAborted();
        await putRequest(client, stream, { request, entries, outcomes });
      }
      pending = pending.filter((index) => isFailure(outcomes[index]!));
    }
  } catch (thrown) {
    return { outcomes, fault: { thrown } };
  }
  return { outcomes };
}

interface Put {
  /** Of the entries that go into this request. */
  readonly request: readonly number[];
  readonly entries: readonly StreamEntry[];
  /** Takes the outcomes, whatever happens. */
  readonly outcomes: PutOutcome[];
}

async function putRequest(
  client: Pick<StreamClient, 'putEntries'>,
  stream: string,
  { request, entries, outcomes }: Put,
): Promise<void> {
  let answers: readonly PutOutcome[] = [];
  try {
    answers = await client.putEntries(
      stream,
      request.map((index) => entries[index]!),
    );
  } finally {
    for (const [place, index] of request.entries()) outcomes[index] = answers[place] ?? UNANSWERED;
  }
}

/** Puts one entry, as putRecords does. */
export async function putRecord(
  client: Pick<StreamClient, 'putEntries'>,
  stream: string,
  entry: StreamEntry,
  options: PutOptions = {},
): Promise<PutReceipt> {
  const [receipt] = await putRecords(client, stream, [entry], options);
  return receipt!;
}

/** Some entries failed at every attempt, or until the cause ended the put; the others are on the stream. */
export class EntriesFailed extends Error {
  override readonly name = 'EntriesFailed';
  /** In the order of the entries. */
  readonly outcomes: readonly PutOutcome[];

  constructor(stream: string, outcomes: readonly PutOutcome[], options?: ErrorOptions) {
    const failures = outcomes.filter(isFailure);
    const codes = [...new Set(failures.map((failure) => failure.errorCode))].join(', ');
    super(
      `${failures.length} of ${outcomes.length} records could not be put on ${stream}: ${codes}`,
      options,
    );
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

/** @throws the signal's reason when it aborts */
async function backOff(attempt: number, { backoffMs = 50, random = Math.random, signal }: PutOptions) {
  const ceiling = Math.min(MAX_BACKOFF_MS, backoffMs * 2 ** (attempt - 1));
  await sleep(random() * ceiling, undefined, { signal }).catch(() => signal?.throwIfAborted());
}

/** May be on the stream although it counts as a failure. */
export function isUnanswered(outcome: PutOutcome): boolean {
  return outcome === UNANSWERED;
}
