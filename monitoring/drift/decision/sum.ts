import type { Sample } from '../statistics/sample.ts';
import type { Series } from './series.ts';

/** Samples of one series added up, each with a weight. */
export interface Sum {
  readonly rows: number;
  add(sample: Sample | undefined, weight: number): void;
  sample(): Sample;
}

/** A sum of nothing. Most sums are of one hour: those are that hour's sample itself, and copy nothing. */
export function emptySum({ reference }: Series): Sum {
  let [only, total]: [Sample | undefined, Total | undefined] = [undefined, undefined];
  return {
    get rows() {
      return (total ?? only)?.rows ?? 0;
    },
    add(sample, weight) {
      if (sample === undefined) return;
      if (only === undefined && total === undefined && weight === 1) {
        only = sample;
        return;
      }
      total ??= addTo(zeros(reference), only, 1);
      only = undefined;
      addTo(total, sample, weight);
    },
    sample: () => only ?? total ?? zeros(reference),
  };
}

interface Total extends Sample {
  rows: number;
  readonly bins: Float64Array;
  readonly sums: Float64Array;
  readonly ordered: Float64Array;
}

function zeros({ bins, sums, ordered }: Sample): Total {
  const total = new Float64Array(bins.length);
  return {
    rows: 0,
    bins: total,
    sums: new Float64Array(sums.length),
    ordered: ordered === bins ? total : new Float64Array(ordered.length),
  };
}

function addTo(total: Total, sample: Sample | undefined, weight: number): Total {
  if (sample === undefined) return total;
  total.rows += sample.rows * weight;
  addCounts(total.bins, sample.bins, weight);
  addCounts(total.sums, sample.sums, weight);
  if (total.ordered !== total.bins) addCounts(total.ordered, sample.ordered, weight);
  return total;
}

function addCounts(total: Float64Array, counts: ArrayLike<number>, weight: number): void {
  for (let bin = 0; bin < total.length; bin += 1) total[bin]! += counts[bin]! * weight;
}
