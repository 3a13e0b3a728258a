/** Of the time that a batch took, a challenger may add at most this share. */
export const SHARE_OF_TIME = 0.2;

/** Of the first run nothing is known: a few rows tell what one takes. */
const FIRST_ROWS = 8;

/** A run is at most so many times as large as the one before, until both are known to fit. */
const GROWTH = 2;

/** Runs are sized for this part of the time, so that most that take longer than expected are still in it. */
const AIM = 0.5;

/** Weight of the newest run in the mean time per row. */
const NEWEST = 0.3;

/**
 * What a batch that is too short for any run leaves of the shortest run's time: in the end one is tried again. The
 * time of a run that a sandbox was frozen in would otherwise be believed for good. A run of ten times the time there
 * is comes once in about 115 batches.
 */
const FORGETTING = 0.98;

/**
 * How many rows a challenger answers in a time, as its runs so far tell: a part that each run takes, whatever its
 * rows (the shortest run), and one for each row.
 */
export class Pace {
  #shortestMs = 0;
  #perRowMs = 0;
  #lastRows = 0;

  /** Asked once a batch: the most rows that a run of at most so many milliseconds takes; 0 when no run is that short. */
  rowsWithin(budgetMs: number): number {
    if (this.#lastRows === 0) return FIRST_ROWS;
    if (this.#shortestMs > budgetMs) {
      this.#shortestMs *= FORGETTING;
      return 0;
    }
    const fitting =
      Math.max(0, AIM * budgetMs - this.#shortestMs) / Math.max(this.#perRowMs, Number.MIN_VALUE);
    return Math.max(1, Math.min(GROWTH * this.#lastRows, fitting));
  }

  /** A run of so many rows took so long. */
  learn(rows: number, ms: number): void {
    this.#shortestMs = this.#lastRows === 0 ? ms : Math.min(this.#shortestMs, ms);
    const perRowMs = (ms - this.#shortestMs) / rows;
    this.#perRowMs = NEWEST * perRowMs + (1 - NEWEST) * this.#perRowMs;
    this.#lastRows = rows;
  }
}
