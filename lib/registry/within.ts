import { StoreTimeout } from './store-errors.ts';

/**
 * Bounds the wait for `work`, which gets a signal to stop by, and need not heed it.
 *
 * @param timeoutMs undefined: no bound
 * @throws StoreTimeout
 */
export async function within<T>(
  timeoutMs: number | undefined,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  if (timeoutMs === undefined) return work(undefined);
  const abort = new AbortController();
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new StoreTimeout(`no answer within ${timeoutMs} ms`));
    abort.abort();
  }, timeoutMs);
  try {
    return await Promise.race([work(abort.signal), expired]);
  } finally {
    clearTimeout(timer);
  }
}
