/** The promise's result, or 'abandoned' as soon as the signal aborts; what the promise does then is ignored. */
export function orAbandoned<T>(promise: Promise<T>, abandon: AbortSignal): Promise<T | 'abandoned'> {
  const { promise: abandoned, resolve } = Promise.withResolvers<'abandoned'>();
  const give = () => resolve('abandoned');
  if (abandon.aborted) give();
  else abandon.addEventListener('abort', give, { once: true });
  // The first of two that are settled wins, and what an abandoned promise rejects with is of no interest.
  return Promise.race([abandoned, promise]).finally(() => abandon.removeEventListener('abort', give));
}
