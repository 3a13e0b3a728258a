/** How often batches that hold a poison are delivered, and those of its batch that do not. */
export interface Deliveries {
  /** Those on which the function died. */
  readonly failing: number;
  /** Those that succeeded before the poison was given up, and the shard moved on. */
  readonly succeedingBefore: number;
  readonly succeedingAfter: number;
}

export function untilMovedOn({ failing, succeedingBefore }: Deliveries): number {
  return failing + succeedingBefore;
}

/**
 * What bisection must cost, followed by hand and not by the simulator: a batch on which the function fails is cut in
 * two, the first half being the larger one when they differ, and the halves are delivered in their order; a cut
 * uses up no retry. Down to the poison alone every batch that holds it fails once; alone it fails once more
 * for each retry. Each half that does not hold it succeeds at once: at its turn before the poison, or after.
 *
 * @param position of the poison, from 0
 */
export function expectedDeliveries(records: number, position: number, retries: number): Deliveries {
  let [first, last] = [0, records - 1];
  let [cuts, before] = [0, 0];
  for (; first < last; cuts++) {
    const lastOfFirstHalf = first + Math.ceil((last - first + 1) / 2) - 1;
    if (position <= lastOfFirstHalf) last = lastOfFirstHalf;
    else {
      first = lastOfFirstHalf + 1;
      before++;
    }
  }
  return { failing: cuts + 1 + retries, succeedingBefore: before, succeedingAfter: cuts - before };
}
