import { varianceRatioTail } from '../statistics/incomplete-beta.ts';
import { chiSquareTail } from '../statistics/incomplete-gamma.ts';
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
 * The p-value when the null is wider: the statistic is divided by the design effect, whose uncertainty makes Student's
 * t of z and F of chi-square.
 */
export function widenedP({ test, squared, degrees }: Measure, { effect, degrees: known }: NullWidth): number {
  const scaled = squared / effect;
  if (test === 'kolmogorovSmirnov') return kolmogorovTail(Math.sqrt(likeNormal(scaled, known)) / 2);
  if (!Number.isFinite(known)) return chiSquareTail(scaled, degrees);
  return varianceRatioTail(scaled, degrees, known);
}

/**
 * The square of t with d degrees of freedom as that of a normal variable: (d − ½) · ln(1 + t²/d), Bartlett's
 * approximation (1938). Kolmogorov's tail 2 · exp(−2λ²) falls as the normal one of 2λ does.
 */
function likeNormal(squared: number, d: number): number {
  return Number.isFinite(d) ? (d - 0.5) * Math.log1p(squared / d) : squared;
}
