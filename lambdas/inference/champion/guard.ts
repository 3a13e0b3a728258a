/**
 * Whether a version that has just come is worse than the one before it.
 *
 * Both versions judge the same records, so a burst of bad data cannot roll back a good version: the former
 * rejects the burst as well. Only batches in which the new version rejects something are shown to the former;
 * of the others it is taken to reject nothing, which they can only confirm.
 *
 * Two decisions come of it. For the batch: where the former rejects less, its answers are published and not the
 * new version's. For the version: it is refused once it has rejected too much, over all batches (see below).
 */

/** How long a version is guarded after it came, at least: it ends once GUARD_MIN_RECORDS are compared as well. */
export const GUARD_WINDOW_MS = 10 * 60_000;

/** Fewer records than this decide nothing. */
export const GUARD_MIN_RECORDS = 10;

/** How far the new version's rejected share may be above the former's, in percent of the records. */
export const GUARD_MARGIN_PERCENT = 20;

/** Records of a batch, or of all batches in the window, and how many of them each version rejects. */
export interface GuardTally {
  readonly records: number;
  readonly rejected: number;
  readonly formerRejected: number;
}

export const EMPTY_TALLY: GuardTally = { records: 0, rejected: 0, formerRejected: 0 };

export function addTally(tally: GuardTally, batch: GuardTally): GuardTally {
  return {
    records: tally.records + batch.records,
    rejected: tally.rejected + batch.rejected,
    formerRejected: tally.formerRejected + batch.formerRejected,
  };
}

/** Whether the new version is to be refused: at least 10 records, and 20 points more of them rejected. */
export function rejectsTooMuch({ records, rejected, formerRejected }: GuardTally): boolean {
  if (records < GUARD_MIN_RECORDS) return false;
  return (rejected - formerRejected) * 100 >= GUARD_MARGIN_PERCENT * records;
}
