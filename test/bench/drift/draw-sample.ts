import type { Sample } from '../../../monitoring/drift/statistics/sample.ts';
import type { Pool } from './pool.ts';

/** So many rows of a pool's customers. */
export function drawSample({ places, means, clusterRows }: Pool, rows: number, random: () => number): Sample {
  const ordered = new Float64Array(means.length);
  const customers = places.length / clusterRows;
  const drawn = Math.ceil(rows / clusterRows);
  for (let customer = 0; customer < drawn; customer += 1) {
    const first = Math.floor(random() * customers) * clusterRows;
    for (let row = first; row < first + clusterRows; row += 1) ordered[places[row]!]! += 1;
  }
  return { rows: drawn * clusterRows, ordered, ...withinRange(ordered, means) };
}

/** Bins and their sums, each value as the mean of its place. */
function withinRange(ordered: Float64Array, means: Float64Array): Pick<Sample, 'bins' | 'sums'> {
  const bins = ordered.slice(1, -1);
  const sums = bins.map((count, bin) => count * means[bin + 1]!);
  const last = bins.length - 1;
  bins[0]! += ordered[0]!;
  sums[0]! += ordered[0]! * means[0]!;
  bins[last]! += ordered[last + 2]!;
  sums[last]! += ordered[last + 2]! * means[last + 2]!;
  return { bins, sums };
}
