import type { Sample } from '../statistics/sample.ts';
import type { Series } from './series.ts';

/** Samples of one series added up, each with a weight. */
export interface Sum {
  readonly rows: number;
  add(sample: Sample | undefined, weight: number): void;
  sample(): Sample;
}

export function emptySum({ reference }: Series): Sum {
  const bins = new Float64Array(reference.bins.length);
  const sums = new Float64Array(reference.sums.length);
  const isApart = reference.ordered !== reference.bins;
  const ordered = isApart ? new Float64Array(reference.ordered.length) : bins;
  let rows = 0;
  return {
    get rows() {
      return rows;
    },
    add(sample, weight) {
      if (sample === undefined) return;
      rows += sample.rows * weight;
      addTo(bins, sample.bins, weight);
      addTo(sums, sample.sums, weight);
      if (isApart) addTo(ordered, sample.ordered, weight);
    },
    sample: () => ({ rows, bins, sums, ordered }),
  };
}

function addTo(total: Float64Array, counts: ArrayLike<number>, weight: number): void {
  for (let bin = 0; bin < total.length; bin += 1) total[bin]! += counts[bin]! * weight;
}
