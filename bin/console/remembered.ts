/**
 * A value that takes reading: kept for a while, and read once however many ask.
 * @param keepMs how old it may be
 * @param now in milliseconds, of a clock that nobody sets
 * @returns the value, and a way to have it read anew by the next who asks
 */
export function remembered<T>(
  read: () => Promise<T>,
  keepMs: number,
  now: () => number = () => performance.now(),
): { get(): Promise<T>; forget(): void } {
  let value: Promise<T> | undefined;
  let until = 0;
  return {
    get() {
      if (value === undefined || now() >= until) {
        const reading = read();
        value = reading;
        // While it is read nobody reads it again, however long that takes.
        until = Number.POSITIVE_INFINITY;
        const settled = (after: number) => () => {
          if (value === reading) until = now() + after;
        };
        reading.then(settled(keepMs), settled(0));
      }
      return value;
    },
    forget() {
      value = undefined;
    },
  };
}
