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
  | { readonly status: 'failed'; readonly error: FunctionError };

/** What Lambda reports when a function throws, times out, exits or cannot start. */
export interface FunctionError {
  /** Such as TypeError, Sandbox.Timedout or Runtime.ExitError. */
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}
