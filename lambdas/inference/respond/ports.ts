import { setTimeout } from 'node:timers/promises';

/** What `respond` needs of the outside; adapters and tests are peers. */
export interface ResponsePorts {
  readonly predictions: PredictionSink;
  readonly quarantine: QuarantineSink;
  readonly time: Time;
}

/** Clock, waiting and chance, injected so that tests decide them. */
export interface Time {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after so many milliseconds, or as soon as the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** At least 0 and below 1, for the jitter of retries. */
  random(): number;
}

/** The process's own clock, timers and randomness. */
export const systemTime: Time = {
  now: () => Date.now(),
  sleep: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => {}),
  random: () => Math.random(),
};

/** Entries of one PutRecords request: data back to back in one buffer, so that none is copied on its own. */
export interface PutEntries {
  /** The arrays may be longer. */
  readonly count: number;
  readonly bytes: Buffer;
  /** Where entry i ends in `bytes`; it begins where the one before it ends. */
  readonly ends: Int32Array;
  readonly partitionKeys: readonly string[];
}

/** The output stream: one call is one request, at most 500 entries and 5 MiB, and is never retried inside. */
export interface PredictionSink {
  /** Never throws: whatever went wrong is in the answer. */
  put(entries: PutEntries): Promise<PutAnswer>;
}

export type PutAnswer =
  /** The request was taken; `failed` are the positions of the entries that were not, ascending. */
  | { readonly kind: 'taken'; readonly failed: readonly EntryFailure[] }
  /**
   * Nothing was acknowledged, though entries may have been taken: a throttle, a time-out, a cut connection; also
   * access denied or no such stream, which people mend while records wait.
   */
  | { readonly kind: 'retry'; readonly failure: PutFailure };

export interface EntryFailure {
  readonly position: number;
  /** ProvisionedThroughputExceededException or InternalFailure. */
  readonly code: string;
}

/** Why a request failed; holds no value of any record. */
export interface PutFailure {
  /** The service's error name, such as AccessDeniedException, or TimeoutError or ConnectionError. */
  readonly name: string;
  readonly message: string;
}

/** Where rejected records are kept. */
export interface QuarantineSink {
  /**
   * Writes a new object; an object that is already there under the key is the same one and counts as stored.
   * @throws when it could not be stored
   */
  store(key: string, body: Uint8Array): Promise<void>;
}

/** Where a dry run writes to: all is taken, nothing kept. */
export const NOWHERE: Pick<ResponsePorts, 'predictions' | 'quarantine'> = {
  predictions: { put: async () => ({ kind: 'taken', failed: [] }) },
  quarantine: { store: async () => {} },
};
