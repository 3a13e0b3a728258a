import type { StatisticName } from '../../../lib/contract/profile.ts';
import { chiSquare, poolRare } from '../statistics/chi-square.ts';
import { effectiveRows } from '../statistics/counts.ts';
import { kolmogorovSmirnov } from '../statistics/kolmogorov-smirnov.ts';
import { mannWhitney } from '../statistics/mann-whitney.ts';
import { normedWasserstein } from '../statistics/normed-wasserstein.ts';
import { populationStability, stabilityByChance } from '../statistics/population-stability.ts';
import type { Comparison } from './comparison.ts';
import { comparedBins } from './rare-categories.ts';
import { RULES } from './rules.ts';
import type { Series } from './series.ts';

/** The tests that decide: of a number the first two together, of a category the third. */
export const TESTS = ['mannWhitney', 'kolmogorovSmirnov', 'chiSquare'] as const;
export type TestName = (typeof TESTS)[number];

export interface Measure {
  readonly test: TestName;
  /** As people know it: |z|, D or X². */
  readonly statistic: number;
  /** What grows with the design effect: z², (2√n · D)², X². */
  readonly squared: number;
  /** Of freedom, of the chi-square test; 1 for the others. */
  readonly degrees: number;
}

/** The tests' statistics, as independent rows would have them. */
export function measure(series: Series, comparison: Comparison): Measure[] {
  const { current, reference } = comparison;
  if (series.bins.type === 'category') {
    const compared = comparedBins(series, comparison);
    const { a, b } = poolRare(compared.current, compared.reference);
    const { statistic, degrees } = chiSquare(a, b);
    return [{ test: 'chiSquare', statistic, squared: statistic, degrees }];
  }
  const z = mannWhitney(current.ordered, reference.ordered).statistic;
  const d = kolmogorovSmirnov(current.ordered, reference.ordered).statistic;
  const rows = effectiveRows(current.rows, reference.rows);
  return [
    { test: 'mannWhitney', statistic: z, squared: z ** 2, degrees: 1 },
    { test: 'kolmogorovSmirnov', statistic: d, squared: 4 * rows * d ** 2, degrees: 1 },
  ];
}

export interface Effect {
  readonly statistic: StatisticName;
  readonly value: number;
  readonly floor: number;
}

/**
 * How much a window differs: of a number the normed Wasserstein distance, of a category the stability index, whose
 * floor rises by what chance alone gives it, since it has as many bins as there are categories.
 */
export function effectOf(series: Series, comparison: Comparison): Effect {
  const { current, reference } = comparison;
  const { bins, deviation } = series;
  if (bins.type === 'number') {
    const value = normedWasserstein(bins.edges, reference, current, deviation);
    return { statistic: 'wasserstein', value, floor: RULES.effectFloor };
  }
  const compared = comparedBins(series, comparison);
  const filled = Array.from(compared.reference).filter(
    (rows, bin) => rows > 0 || compared.current[bin]! > 0,
  ).length;
  const chance = stabilityByChance(filled, effectiveRows(current.rows, reference.rows));
  const value = populationStability(compared.reference, compared.current);
  return { statistic: 'psi', value, floor: RULES.effectFloor + chance };
}
