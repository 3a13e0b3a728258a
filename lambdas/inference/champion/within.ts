/** What `within` throws when the time is over. */
export class TimeOver extends Error {
  override readonly name = 'TimeOver';
}

/**
 * The promise's result, unless it takes longer than `ms`. The work goes on unseen: its caller holds the promise
 * and may come back to it.
 * @throws TimeOver
 */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeOver(`no answer within ${Math.round(ms)} ms`)), Math.max(0, ms));
  });
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
    promise.catch(() => {});
  }
}
