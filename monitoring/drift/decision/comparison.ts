import type { Basis } from '../../../lib/contract/drift.ts';
import type { Sample } from '../statistics/sample.ts';
import { type HourNumber, WEEK_HOURS } from './hours.ts';
import type { Series } from './series.ts';
import { emptySum, type Sum } from './sum.ts';
import type { Span } from './windows.ts';

/** The rows of a window and what they are compared with. */
export interface Comparison {
  readonly current: Sample;
  readonly reference: Sample;
  /** How many windows the reference is made of, as if all had the same rows; Infinity for the training rows. */
  readonly windows: number;
}

/**
 * A window against the training rows, or against the same hours of prior weeks.
 * @returns undefined when the window has fewer rows than wanted, or the reference fewer than half as many
 */
export function compareWindow(
  series: Series,
  span: Span,
  basis: Basis,
  wanted: { readonly weeks: number; readonly rows: number },
): Comparison | undefined {
  if (basis === 'training') {
    const comparison = withTraining(series, span);
    return comparison.current.rows >= wanted.rows && comparison.reference.rows > 0 ? comparison : undefined;
  }
  const comparison = withWeeks(series, span, wanted.weeks);
  const isEnough = comparison.current.rows >= wanted.rows && comparison.reference.rows >= wanted.rows / 2;
  return isEnough ? comparison : undefined;
}

function withTraining(series: Series, span: Span): Comparison {
  const current = emptySum(series);
  for (let hour = span.from; hour <= span.to; hour += 1) current.add(series.at(hour), 1);
  return { current: current.sample(), reference: series.reference, windows: Number.POSITIVE_INFINITY };
}

/**
 * Hour by hour: the reference of each hour is weighted as the window's rows are spread over the hours, so that a daily
 * cycle does not show when traffic moves to other hours. Hours without a prior are left out on both sides. The
 * weighted reference counts as many rows as have its variance: 1 ÷ Σ weight² / rows.
 */
function withWeeks(series: Series, span: Span, weeks: number): Comparison {
  const current = emptySum(series);
  const strata: { readonly rows: number; readonly prior: Sum }[] = [];
  const byWeek = new Array<number>(weeks).fill(0);
  for (let hour = span.from; hour <= span.to; hour += 1) {
    const sample = series.at(hour);
    if (sample === undefined || sample.rows === 0) continue;
    const prior = priorOf(series, hour, byWeek);
    if (prior.rows === 0) continue;
    current.add(sample, 1);
    strata.push({ rows: sample.rows, prior });
  }
  const squares = byWeek.reduce((sum, rows) => sum + rows ** 2, 0);
  const windows = squares > 0 ? byWeek.reduce((sum, rows) => sum + rows, 0) ** 2 / squares : 0;
  return { current: current.sample(), reference: weighted(series, strata, current.rows), windows };
}

function priorOf(series: Series, hour: HourNumber, byWeek: number[]): Sum {
  const prior = emptySum(series);
  for (let week = 1; week <= byWeek.length; week += 1) {
    const sample = series.at(hour - week * WEEK_HOURS);
    prior.add(sample, 1);
    byWeek[week - 1]! += sample?.rows ?? 0;
  }
  return prior;
}

function weighted(
  series: Series,
  strata: readonly { readonly rows: number; readonly prior: Sum }[],
  rows: number,
): Sample {
  if (strata.length === 1) return strata[0]!.prior.sample();
  const variance = strata.reduce((sum, stratum) => sum + (stratum.rows / rows) ** 2 / stratum.prior.rows, 0);
  const reference = emptySum(series);
  for (const { rows: share, prior } of strata) {
    reference.add(prior.sample(), share / rows / prior.rows / variance);
  }
  return reference.sample();
}
