import { reasonOf } from '../../lib/contract/errors.ts';
import type { Part } from '../../localstack/console/api.ts';

/** A part of the page that cannot be had says why, and leaves the others alone. */
export async function partOf<T>(value: Promise<T>): Promise<Part<T>> {
  try {
    return { value: await value };
  } catch (error) {
    return { problem: reasonOf(error) };
  }
}
