import type { Bins, FeatureCounts } from '../../../lib/contract/profile.ts';
import { type BinCounts, totalOf } from './counts.ts';
import type { BinnedNumbers } from './wasserstein.ts';

/** Rows of a feature in the form that statistics read. */
export interface Sample extends BinnedNumbers {
  /** Rows with a value. */
  readonly rows: number;
  /**
   * The bins with what lies outside the reference's range taken apart, below first and above last, so that values
   * that leave a narrow or constant feature show in its order as well. Of categories the bins themselves.
   */
  readonly ordered: BinCounts;
}

/** Reads counts; a number's sums come out in its own unit. */
export function sampleOf(bins: Bins, counts: FeatureCounts): Sample {
  const rows = totalOf(counts.bins);
  if (bins.type === 'category') return { rows, bins: counts.bins, sums: [], ordered: counts.bins };
  // A sum beyond 2^53 units loses digits that no statistic needs.
  const sums = Float64Array.from(counts.sums ?? [], (sum) => Number(sum) * bins.unit);
  return { rows, bins: counts.bins, sums, ordered: withRangeApart(counts) };
}

function withRangeApart({ bins, below, above }: FeatureCounts): Float64Array {
  const ordered = new Float64Array(bins.length + 2);
  ordered.set(bins, 1);
  const lowest = Math.min(below, ordered[1]!);
  ordered[0] = lowest;
  ordered[1]! -= lowest;
  const highest = Math.min(above, ordered[bins.length]!);
  ordered[bins.length + 1] = highest;
  ordered[bins.length]! -= highest;
  return ordered;
}

/** The mean of a number's sample; undefined without rows. */
export function meanOf(sample: BinnedNumbers): number | undefined {
  const rows = totalOf(sample.bins);
  return rows > 0 ? totalOf(sample.sums) / rows : undefined;
}

/**
 * The standard deviation between the bins, where the rows' own is not known: with 100 bins of equal share a few
 * percent too small.
 */
export function deviationBetweenBins(sample: BinnedNumbers): number {
  const mean = meanOf(sample);
  if (mean === undefined) return 0;
  let squares = 0;
  for (let bin = 0; bin < sample.bins.length; bin += 1) {
    const rows = sample.bins[bin]!;
    if (rows > 0) squares += rows * (sample.sums[bin]! / rows - mean) ** 2;
  }
  return Math.sqrt(squares / totalOf(sample.bins));
}
