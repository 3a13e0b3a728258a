import { chiSquareTail, normalTail } from '../statistics/incomplete-gamma.ts';
import { kolmogorovTail } from '../statistics/kolmogorov-distribution.ts';
import type { Measure, TestName } from './measures.ts';
import type { NullWidth } from './null-width.ts';

const NAMES: Readonly<Record<TestName, string>> = {
  mannWhitney: 'Mann–Whitney',
  kolmogorovSmirnov: 'Kolmogorov–Smirnov',
  chiSquare: 'chi-square',
};

export interface Significance {
  readonly name: string;
  readonly statistic: number;
  readonly pValue: number;
}

/** A measure, and the design effect that holds for it. */
export interface WidenedMeasure {
  readonly measure: Measure;
  readonly width: NullWidth;
}

/**
 * The most significant of a feature's tests, its p-value times their number (Bonferroni): Mann–Whitney finds shifts
 * with fewer rows, Kolmogorov–Smirnov finds what leaves the middle where it was.
 */
export function mostSignificant(tests: readonly WidenedMeasure[]): Significance | null {
  const results = tests.map(({ measure, width }) => ({ measure, pValue: widenedP(measure, width) }));
  const best = results.sort((a, b) => a.pValue - b.pValue || b.measure.squared - a.measure.squared)[0];
  if (best === undefined) return null;
  const { test, statistic } = best.measure;
  return { name: NAMES[test], statistic, pValue: Math.min(1, best.pValue * tests.length) };
}

/**
 * The p-value when the null is wider: the statistic is divided by the design effect and made smaller by as much as its
 * uncertainty asks for, which for z is Student's t instead of the normal distribution.
 */
export function widenedP(measure: Measure, width: NullWidth): number {
  const squared = studentized(measure.squared / width.effect, measure.degrees, width.degrees);
  if (measure.test === 'kolmogorovSmirnov') return kolmogorovTail(Math.sqrt(squared) / 2);
  return measure.test === 'mannWhitney' ? normalTail(squared) : chiSquareTail(squared, measure.degrees);
}

/**
 * F with k and d degrees of freedom as a chi-square variable: (d + k/2 − 1) · ln(1 + x/d), Bartlett's approximation
 * (1938, Further aspects of the theory of multiple regression). With k = 1 it is within 2% of Student's tail for d ≥ 5.
 */
function studentized(squared: number, k: number, d: number): number {
  return Number.isFinite(d) ? Math.max(0, d + k / 2 - 1) * Math.log1p(squared / d) : squared;
}
