/** The inference function, to be invoked by hand: hosted here, or deployed. */
export interface ReplayFunction {
  /** @param payload the event, as JSON text */
  invoke(payload: string): Promise<ReplayReply>;
}

/** What came of an invocation; a function that fails is an answer, not an exception. */
export type ReplayReply =
  | { readonly status: 'returned'; readonly payload: string }
  | {
      readonly status: 'failed';
      readonly error: { readonly errorType: string; readonly errorMessage: string };
    }
  /** It ran too often at once and was not invoked. */
  | { readonly status: 'throttled' };

/** Clock, waiting and chance. */
export interface ReplayTime {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after so many milliseconds, or as soon as the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** At least 0 and below 1. */
  random(): number;
  /** Never the same twice. */
  randomId(): string;
}
