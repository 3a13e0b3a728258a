/** Of the time that a batch took, a challenger may add at most this share. */
export const SHARE_OF_TIME = 0.2;

/** Weight of the newest run in the mean time per row. */
const NEWEST = 0.3;

/** How many rows a challenger answers in a time, as its runs so far tell. */
export class Pace {
  #perRowMs = 0;
  /** The shortest run so far, whatever its rows: what a run costs at least. */
  #shortestMs = 0;

  /** The most rows that a run of at most so many milliseconds takes; 0 when no run is that short. */
  rowsWithin(budgetMs: number): number {
    if (this.#shortestMs > budgetMs) return 0;
    return this.#perRowMs === 0 ? FIRST_ROWS : Math.max(1, budgetMs / this.#perRowMs);
  }

  /** A run of so many rows took so long. */
  learn(rows: number, ms: number): void {
    const perRowMs = ms / rows;
    this.#shortestMs = this.#perRowMs === 0 ? ms : Math.min(this.#shortestMs, ms);
    this.#perRowMs = this.#perRowMs === 0 ? perRowMs : NEWEST * perRowMs + (1 - NEWEST) * this.#perRowMs;
  }
}

/** Of the first run nothing is known: a few rows tell what one takes. */
const FIRST_ROWS = 8;
