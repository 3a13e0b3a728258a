import type { Tally } from './exact-tail.ts';

/** What is usual of a measure, and how much more than chance moves it. */
export interface Usual {
  readonly tally: Tally;
  /** Variance between windows over that of independent rows, 1 or more: so many rows tell as much as one. */
  readonly designEffect: number;
}

/**
 * Of senders that send twenty rows each, half alike (an intraclass correlation of .5), it is 10.5; what a short history
 * shows may be less by chance.
 */
export const DESIGN_EFFECT_MIN = 10;

/** Nothing is known of how the rows of a reference came. */
export function usualOfReference(tally: Tally): Usual {
  return { tally, designEffect: DESIGN_EFFECT_MIN };
}

/** Of a normal variable: the median of its square. */
const MEDIAN_OF_SQUARE = 0.455;

/**
 * Of earlier windows: their median share, among as many rows as they have, and the variance between them (Rao & Scott,
 * "The analysis of categorical data from complex sample surveys", JASA 76, 1981: counts are divided by it). Medians,
 * since a day of trouble in the history must not make trouble usual.
 * @param windows with rows, one or more
 */
export function usualOfHistory(windows: readonly Tally[]): Usual {
  const share = median(windows.map(({ hits, rows }) => hits / rows));
  const rows = windows.reduce((sum, window) => sum + window.rows, 0);
  const deviations = windows.map((window) => {
    const chance = (share * (1 - share)) / window.rows;
    return chance > 0 ? (window.hits / window.rows - share) ** 2 / chance : 0;
  });
  const designEffect = Math.max(DESIGN_EFFECT_MIN, median(deviations) / MEDIAN_OF_SQUARE);
  return { tally: { hits: share * rows, rows }, designEffect };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
