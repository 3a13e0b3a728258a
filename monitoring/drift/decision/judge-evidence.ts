import type { Verdict } from '../../../lib/contract/drift.ts';
import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts';
import type { Evidence, WindowEvidence } from './evidence.ts';
import { TESTS, type TestName } from './measures.ts';
import { moderate } from './moderate.ts';
import type { NullWidth } from './null-width.ts';
import { RULES } from './rules.ts';
import { mostSignificant, type Significance } from './significance.ts';

/** A feature in one window: its test, adjusted for all features of the window, and whether both bars are passed. */
export interface WindowJudgement extends WindowEvidence {
  readonly test: (Significance & { readonly adjusted: number }) | null;
  readonly differs: boolean;
}

export interface SeriesJudgement extends Evidence {
  /** The latest windows, newest first; null where the feature has too few rows. */
  readonly judged: readonly (WindowJudgement | null)[];
  readonly verdict: Verdict;
}

/**
 * Judges features together: in each window a feature differs when its p-value is below .001 by itself, at most 1%
 * when adjusted for all features (Benjamini and Hochberg), and its effect reaches its floor; it drifted when it differs
 * in two of the latest three windows.
 * @param evidence by feature, all of the same plan
 */
export function judgeEvidence(evidence: readonly Evidence[]): SeriesJudgement[] {
  const widths = widthsOf(evidence);
  const windows = Math.min(RULES.windows, evidence[0]?.windows.length ?? 0);
  const judged = Array.from({ length: windows }, (_, window) =>
    judgeOne(
      evidence.map((each) => each.windows[window] ?? null),
      evidence,
      widths,
    ),
  );
  return evidence.map((each, index) => {
    const own = judged.map((window) => window[index]!);
    return { ...each, judged: own, verdict: verdictOf(own) };
  });
}

type Widths = readonly Readonly<Record<TestName, NullWidth>>[];

function widthsOf(evidence: readonly Evidence[]): Widths {
  const byTest = TESTS.map((test) => moderate(evidence.map(({ pairs }) => pairs.widths[test] ?? null)));
  return evidence.map(
    (_, index) =>
      Object.fromEntries(TESTS.map((test, place) => [test, byTest[place]![index]!])) as Widths[number],
  );
}

/** One window, over all features. */
function judgeOne(
  windows: readonly (WindowEvidence | null)[],
  evidence: readonly Evidence[],
  widths: Widths,
): (WindowJudgement | null)[] {
  const tests = windows.map((window, index) =>
    window === null ? null : testOf(window, evidence[index]!, widths[index]!),
  );
  const made = tests.flatMap((test, index) => (test === null ? [] : [{ test, index }]));
  const adjusted = benjaminiHochberg(made.map(({ test }) => test.pValue));
  const byFeature = new Map(
    made.map(({ test, index }, place) => [index, { ...test, adjusted: adjusted[place]! }]),
  );
  return windows.map((window, index) => {
    if (window === null) return null;
    const test = byFeature.get(index) ?? null;
    return { ...window, test, differs: test !== null && isChange(window, test) };
  });
}

function testOf(window: WindowEvidence, evidence: Evidence, widths: Widths[number]): Significance | null {
  return mostSignificant(
    window.measures.map((measure) => ({ measure, width: widen(window, evidence, widths[measure.test]) })),
  );
}

/**
 * A window of another size than the pairs: what rows vary beyond independence may come from rows that hang together,
 * and then grows with 1/n as all else does, or from the hours, and then stays however many rows there are. The larger
 * of the two holds. `(v / 2) · (1 + 1/k)` is the latter's variance against the mean of k windows, when `v` is that of
 * a difference of two.
 */
function widen(window: WindowEvidence, { pairs }: Evidence, width: NullWidth): NullWidth {
  const ofHours = ((width.effect - 1) * pairs.variance * (1 + 1 / window.referenceWindows)) / 2;
  return { ...width, effect: Math.max(width.effect, 1 + ofHours / window.variance) };
}

function isChange({ effect }: WindowEvidence, test: Significance & { readonly adjusted: number }): boolean {
  const isSignificant = test.pValue < RULES.significance && test.adjusted <= RULES.falseShare;
  return isSignificant && effect.value >= effect.floor;
}

/** One window that differs is no verdict: the next one decides. */
function verdictOf(judged: readonly (WindowJudgement | null)[]): Verdict {
  const windows = judged.filter((window) => window !== null);
  if (!judged[0]) return 'insufficient-data';
  const differing = windows.filter(({ differs }) => differs).length;
  if (differing >= RULES.needed) return 'drift';
  return differing === 1 && windows.length < RULES.needed ? 'insufficient-data' : 'no-drift';
}
