import { reasonOf } from '../../lib/contract/errors.ts';
import type { Part } from '../../localstack/console/api.ts';

/** Less than what the page waits for all parts together. */
const PATIENCE_MS = 4_000;

/**
 * A part of the page that cannot be had says why, and leaves the others alone; so does one that takes too long: a
 * registry that does not answer shall not hide the alarms.
 */
export async function partOf<T>(value: Promise<T>, patienceMs = PATIENCE_MS): Promise<Part<T>> {
  const { promise: late, resolve } = Promise.withResolvers<Part<T>>();
  const timer = setTimeout(() => resolve({ problem: `no answer within ${patienceMs / 1000} s` }), patienceMs);
  const known = value.then(
    (value) => ({ value }),
    (error: unknown) => ({ problem: reasonOf(error) }),
  );
  return Promise.race([known, late]).finally(() => clearTimeout(timer));
}
