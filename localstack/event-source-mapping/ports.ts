import type { FailedBatch } from '../../lib/contract/failed-batch.ts';

/**
 * The function as an event source mapping sees it: one synchronous invocation.
 * The local implementation is localstack/function-host.
 */
export interface InvokableFunction {
  /**
   * Resolves with what the function returned or how it failed; function errors are answers, not exceptions.
   * @param payload the event, as JSON text
   */
  invoke(payload: string): Promise<InvocationResult>;
}

export type InvocationResult =
  | {
      readonly status: 'returned';
      /** The function's answer as JSON text, as Lambda passes it on; "" and "null" for nothing. */
      readonly payload: string;
    }
  /** The function was invoked and threw, timed out, exited or could not start. */
  | { readonly status: 'failed'; readonly error: FunctionError }
  /** The function was not invoked: all of its concurrency is in use. Lambda's 429. */
  | { readonly status: 'throttled' };

/** What Lambda reports when a function throws, times out, exits or cannot start. */
export interface FunctionError {
  /** Such as TypeError, Sandbox.Timedout or Runtime.ExitError. */
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** Where records go that the mapping gives up: Lambda's on-failure destination. */
export interface FailureDestination {
  /**
   * Resolves when the destination has the batch for good: the checkpoint moves then. May be called again with
   * the same batch, after an answer that was lost, and with another of the same records after a restart.
   */
  send(discarded: DiscardedBatch): Promise<void>;
}

export interface DiscardedBatch {
  /** The id (a UUID) of the event source mapping that gave the records up. */
  readonly mappingId: string;
  /** Metadata and payload. A destination that takes no payload leaves it out. */
  readonly batch: FailedBatch & { readonly payload: string };
}
