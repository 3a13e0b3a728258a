import { totalOf } from './counts.ts';
import type { Sample } from './sample.ts';
import { wasserstein } from './wasserstein.ts';

/**
 * The Wasserstein distance in standard deviations of the reference. A reference of one value has none: then the share
 * of rows that moved (half the sum of the differences of the shares) stands for it, so that any value but the one is
 * as far as any other, and all of them different gives 1.
 * @param deviation of the reference rows, at or above 0
 */
export function normedWasserstein(
  edges: readonly number[],
  reference: Sample,
  current: Sample,
  deviation: number,
): number {
  if (deviation > 0) return wasserstein(edges, reference, current) / deviation;
  return shareMoved(reference, current);
}

function shareMoved(reference: Sample, current: Sample): number {
  const [n, m] = [totalOf(reference.ordered), totalOf(current.ordered)];
  if (n === 0 || m === 0) return 0;
  let moved = 0;
  for (let bin = 0; bin < reference.ordered.length; bin += 1) {
    moved += Math.abs(reference.ordered[bin]! / n - current.ordered[bin]! / m) / 2;
  }
  return moved;
}
