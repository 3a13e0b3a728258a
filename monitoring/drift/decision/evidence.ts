import type { Basis } from '../../../lib/contract/drift.ts';
import { effectiveRows } from '../statistics/counts.ts';
import { type Comparison, compareWindow } from './comparison.ts';
import { type Effect, effectOf, type Measure, measure, TESTS, type TestName } from './measures.ts';
import { median, type NullWidth, type PairMeasure, widthOf } from './null-width.ts';
import { type PairPlan, pairGroup } from './pairs.ts';
import { RULES } from './rules.ts';
import type { Series } from './series.ts';
import type { Span } from './windows.ts';

/** How a run of windows is judged. */
export interface Plan {
  readonly basis: Basis;
  /** The judged window first, then those before it. */
  readonly windows: readonly Span[];
  /** Null against training: no history says how windows vary. */
  readonly pairs: PairPlan | null;
}

/** What one window says about one feature, before chance is weighed. */
export interface WindowEvidence {
  readonly span: Span;
  readonly rows: number;
  readonly effect: Effect;
  readonly measures: readonly Measure[];
  /** 1/n + 1/m: the variance of a difference of means of independent rows. */
  readonly variance: number;
  /** Windows in the reference, as if of equal size. */
  readonly referenceWindows: number;
}

/** What the history says about a feature when nothing changes. */
export interface PairEvidence {
  readonly widths: Readonly<Partial<Record<TestName, NullWidth | null>>>;
  /** Median of 1/n + 1/m over the pairs; 0 without pairs. */
  readonly variance: number;
  /** The judged effect of each pair, and its 1/n + 1/m. */
  readonly effects: readonly { readonly value: number; readonly variance: number }[];
}

export interface Evidence {
  /** In the order of the plan's windows; null where the feature has too few rows. */
  readonly windows: readonly (WindowEvidence | null)[];
  readonly pairs: PairEvidence;
  /** The judged window and what it is compared with. */
  readonly comparison: Comparison | null;
}

/**
 * Everything that judging needs of one feature: after it, the feature's counts may be dropped.
 * @param pairs what is known of the plan's pairs already; default: they are looked at
 */
export function collectEvidence(
  series: Series,
  plan: Plan,
  pairs: PairEvidence = collectPairs(series, plan.pairs),
): Evidence {
  const comparisons = plan.windows.map((span) => compare(series, span, plan.basis));
  return {
    windows: comparisons.map((comparison, index) =>
      comparison === undefined ? null : weigh(series, plan.windows[index]!, comparison),
    ),
    pairs,
    comparison: comparisons[0] ?? null,
  };
}

function compare(series: Series, span: Span, basis: Basis): Comparison | undefined {
  return compareWindow(series, span, basis, { weeks: RULES.mostWeeks, rows: RULES.leastRows });
}

function weigh(series: Series, span: Span, comparison: Comparison): WindowEvidence {
  return {
    span,
    rows: comparison.current.rows,
    effect: effectOf(series, comparison),
    measures: measure(series, comparison),
    variance: varianceOf(comparison),
    referenceWindows: comparison.windows,
  };
}

function varianceOf({ current, reference }: Comparison): number {
  return 1 / effectiveRows(current.rows, reference.rows);
}

/** Windows of fewer rows vary in other ways than those that are judged. */
const LEAST_PAIR_ROWS = 50;

/** What windows of the past say about how much they vary when nothing changes. */
export function collectPairs(series: Series, plan: PairPlan | null): PairEvidence {
  const pairs = (plan?.windows ?? []).flatMap((span) => {
    const wanted = { weeks: 1, rows: LEAST_PAIR_ROWS };
    const comparison = compareWindow(series, span, 'prior-weeks', wanted);
    return comparison === undefined ? [] : [{ group: pairGroup(span), ...pairOf(series, comparison) }];
  });
  return {
    widths: widthsOf(pairs, plan?.disjoint ?? 0),
    variance: pairs.length > 0 ? median(pairs.map(({ variance }) => variance)) : 0,
    effects: pairs.map(({ value, variance }) => ({ value, variance })),
  };
}

function pairOf(series: Series, comparison: Comparison) {
  return {
    measures: measure(series, comparison),
    value: effectOf(series, comparison).value,
    variance: varianceOf(comparison),
  };
}

function widthsOf(
  pairs: readonly { readonly group: number; readonly measures: readonly Measure[] }[],
  disjoint: number,
): PairEvidence['widths'] {
  const of = (test: TestName): PairMeasure[] =>
    pairs.flatMap(({ group, measures }) =>
      measures.filter((each) => each.test === test).map((each) => ({ group, measure: each })),
    );
  const widths = Object.fromEntries(TESTS.map((test) => [test, widthOf(of(test), disjoint)]));
  // With ties Kolmogorov–Smirnov's own pairs show less than the whole design effect.
  return { ...widths, kolmogorovSmirnov: wider(widths.mannWhitney, widths.kolmogorovSmirnov) };
}

function wider(a: NullWidth | null | undefined, b: NullWidth | null | undefined): NullWidth | null {
  if (!a || !b) return a ?? b ?? null;
  return a.effect > b.effect ? a : b;
}
