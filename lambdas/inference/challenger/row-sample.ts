import { NO_ROW } from '../decode/record-table.ts';
import type { Evaluation } from '../evaluate.ts';

/** A challenger sees one row in so many at most. */
const ONE_IN = 10;

/**
 * Picks rows for a challenger: a tenth of those that were answered over time, so that of ten batches of one record
 * one is seen. They lie evenly in a batch, each time elsewhere.
 */
export class RowSample {
  /** Answered rows that none was picked for yet. */
  #owed = 0;
  #offset = 0;

  /** @param most as many as there is time for @returns batch rows, ascending; empty when none is due */
  take(evaluation: Evaluation, most: number): Int32Array {
    const answered = answeredRows(evaluation);
    // What there was no time for before is not made up for: a batch never shows more than its share, or one row.
    this.#owed = Math.min(this.#owed + answered.length, Math.max(ONE_IN, answered.length));
    const count = Math.min(Math.floor(this.#owed / ONE_IN), Math.floor(most));
    if (count < 1) return new Int32Array(0);
    this.#owed -= count * ONE_IN;
    const stride = answered.length / count;
    this.#offset = (this.#offset + 0.382) % 1;
    return Int32Array.from(
      { length: count },
      (_, i) => answered[Math.min(Math.floor((i + this.#offset) * stride), answered.length - 1)]!,
    );
  }
}

/** The rows whose predictions could be published. */
function answeredRows({ records }: Evaluation): Int32Array {
  return records.row.subarray(0, records.count).filter((row) => row !== NO_ROW);
}

/** The picked rows of a batch, row-major [picked, width]. */
export function gatherRows(evaluation: Evaluation, picked: Int32Array, width: number): Float32Array {
  const rows = new Float32Array(picked.length * width);
  picked.forEach((row, at) => {
    rows.set(evaluation.rows.subarray(row * width, (row + 1) * width), at * width);
  });
  return rows;
}
