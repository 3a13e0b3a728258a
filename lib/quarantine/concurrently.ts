/**
 * Works on items ahead of their turn, so many at a time, and gives the results in the order of the items. No more
 * than so many results are ever held.
 */
export async function* concurrently<T, R>(
  items: AsyncIterable<T> | Iterable<T>,
  atOnce: number,
  work: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const ahead: Promise<R>[] = [];
  for await (const item of items) {
    const started = work(item);
    // Its turn comes later: until then a failure is nobody's, and must not end the process.
    started.catch(() => undefined);
    ahead.push(started);
    if (ahead.length === atOnce) yield await ahead.shift()!;
  }
  while (ahead.length > 0) yield await ahead.shift()!;
}
