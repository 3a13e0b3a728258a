import type { PairedColumns } from '../metrics/paired-rows.ts';

/** Draws of a randomization test. */
export const DRAWS = 2_000;

/** Sums of equal parts in another order differ by their rounding alone. */
const ROUNDING = 1e-12;

/**
 * The paired randomization test (Fisher, "The Design of Experiments", 1935, chapter 3; for metrics of any kind Noreen,
 * "Computer Intensive Methods for Testing Hypotheses", 1989): were both models equal, their answers to each row could
 * change hands. It holds its level for any number of rows, where a percentile bootstrap is too sure of few rows, or of
 * classes of few rows, that one model happened to win.
 * @param below a uniform integer from 0 to bound − 1
 * @returns the one-sided probability of a difference at least as large when they are equal, above 0 to 1
 */
export function pairedRandomization(
  { columns, difference, width }: PairedColumns,
  below: (bound: number) => number,
  draws = DRAWS,
): number {
  const sums = columns.map((column) => column.reduce((sum, value) => sum + value, 0));
  const gains = Array.from({ length: width }, (_, at) =>
    columns[at]!.map((value, row) => columns[width + at]![row]! - value),
  );
  const rows = [...gains[0]!.keys()].filter((row) => gains.some((gain) => gain[row] !== 0));
  const observed = difference(sums);
  let asLarge = 1;
  for (let draw = 0; draw < draws; draw++) {
    const drawn = sums.slice();
    for (const row of rows) if (below(2) === 1) swap(drawn, gains, row);
    if (difference(drawn) >= observed - ROUNDING * Math.max(1, Math.abs(observed))) asLarge++;
  }
  return asLarge / (draws + 1);
}

function swap(sums: number[], gains: readonly Float64Array[], row: number): void {
  for (let at = 0; at < gains.length; at++) {
    sums[at]! += gains[at]![row]!;
    sums[gains.length + at]! -= gains[at]![row]!;
  }
}
