import type { ReferenceProfile } from '../../../lib/contract/profile.ts';
import { type Random, seededRandom } from '../../random.ts';
import { type Attempts, isotonicShares } from './isotonic.ts';

/** The standard error of a standard error from so many draws is 5% of it. */
const DRAWS = 200;

/**
 * How often a label of a confidence is right, and how sure that is: the map is fitted again to as many rows drawn with
 * replacement (Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7, 1979), and the
 * deviation of the mean accuracy that those maps give to the confidences at hand is its error.
 * @param attempts rows that the model did not see, by bin of confidence, and how many of them are labelled rightly
 * @param seed of the draws
 * @returns null without any row
 */
export function calibrate(attempts: Attempts, seed: number): ReferenceProfile['calibration'] {
  const accuracy = isotonicShares(attempts);
  if (accuracy === undefined) return null;
  const rows = Array.from(attempts.rows).reduce((sum, count) => sum + count, 0);
  const meanOf = (shares: readonly number[]): number =>
    shares.reduce((sum, share, bin) => sum + share * attempts.rows[bin]!, 0) / rows;
  const random = seededRandom(seed);
  const cells = cellsOf(attempts);
  const means = Array.from({ length: DRAWS }, () =>
    meanOf(isotonicShares(drawn(cells, attempts.rows.length, rows, random))!),
  );
  return { rows, accuracy, error: deviationOf(means) };
}

/** Rows as they can be drawn: so many with a confidence, right or wrong. */
interface Cell {
  readonly bin: number;
  readonly right: boolean;
  readonly rows: number;
}

function cellsOf({ rows, hits }: Attempts): Cell[] {
  return Array.from(rows, (count, bin) => [
    { bin, right: true, rows: hits[bin]! },
    { bin, right: false, rows: count - hits[bin]! },
  ])
    .flat()
    .filter(({ rows: count }) => count > 0);
}

/** So many draws take the place of any number of rows: an error from more would be smaller than anybody can tell. */
const DRAWN_ROWS_MAX = 10_000;

function drawn(cells: readonly Cell[], bins: number, total: number, random: Random): Attempts {
  const ends = ascending(cells);
  const rows = new Float64Array(bins);
  const hits = new Float64Array(bins);
  for (let draw = 0; draw < Math.min(total, DRAWN_ROWS_MAX); draw++) {
    const { bin, right } = cells[placeOf(random.uniform() * total, ends)]!;
    rows[bin]!++;
    if (right) hits[bin]!++;
  }
  return { rows, hits };
}

function ascending(cells: readonly Cell[]): number[] {
  let end = 0;
  return cells.map(({ rows }) => {
    end += rows;
    return end;
  });
}

/** The first end above a place. */
function placeOf(place: number, ends: readonly number[]): number {
  let [low, high] = [0, ends.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
