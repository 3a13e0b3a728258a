import type { Bins, FeatureCounts, StatisticName } from '../../../lib/contract/profile.ts';
import { chiSquare, poolRare } from './chi-square.ts';
import { COARSE_BINS, type Grouping, groupEvenly, grouped } from './grouping.ts';
import { jensenShannonDistance } from './jensen-shannon.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { normedWasserstein } from './normed-wasserstein.ts';
import { populationStability } from './population-stability.ts';
import { type Sample, sampleOf } from './sample.ts';

export type Statistics = Readonly<Partial<Record<StatisticName, number>>>;

/**
 * Every statistic of difference that a feature has: of a number all five (stability, Jensen–Shannon and chi-square over
 * deciles of the reference, since over 100 bins chance alone would make them large), of a category the three that need
 * no order. All are 0 when a side has no rows.
 * @param deviation of a number's reference rows, by which the Wasserstein distance is divided
 */
export function featureStatistics(
  bins: Bins,
  reference: FeatureCounts,
  current: FeatureCounts,
  deviation: number,
): Statistics {
  const grouping = bins.type === 'number' ? groupEvenly(reference.bins, COARSE_BINS) : null;
  return statisticsOf(bins, sampleOf(bins, reference), sampleOf(bins, current), { grouping, deviation });
}

/** Of samples that are read already; a number's grouping must not hang on the window, so that windows compare. */
export function statisticsOf(
  bins: Bins,
  reference: Sample,
  current: Sample,
  { grouping, deviation }: { readonly grouping: Grouping | null; readonly deviation: number },
): Statistics {
  const few = (sample: Sample) => (grouping === null ? sample.bins : grouped(sample.bins, grouping));
  const [a, b] = [few(reference), few(current)];
  const pooled = poolRare(a, b);
  const unordered = {
    psi: populationStability(a, b),
    jensenShannon: jensenShannonDistance(a, b),
    chiSquare: chiSquare(pooled.a, pooled.b).statistic,
  };
  if (bins.type === 'category') return unordered;
  return {
    ...unordered,
    ks: kolmogorovSmirnov(reference.ordered, current.ordered).statistic,
    wasserstein: normedWasserstein(bins.edges, reference, current, deviation),
  };
}
