/** The longest wait before the first repeat, and the longest wait at all. */
const FIRST_MS = 50;
const LONGEST_MS = 3_000;

/**
 * How long to wait after so many failures in a row: exponential with full jitter, so that functions which were
 * throttled together do not come back together.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param failures 1 after the first
 * @param random at least 0 and below 1
 */
export function backoffMs(failures: number, random: number): number {
  return random * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 30));
}
