import type { Difference } from '../../lib/contract/drift.ts';
import { shownName } from '../../lib/report/names.ts';
import { measured } from '../../lib/report/numbers.ts';
import type { StepBar } from '../../lib/report/step-bars.ts';

/** Bars that a mini-histogram has room for; a result has no more, but a page must hold whatever comes. */
export const MOST_BARS = 24;

export interface Bars {
  readonly reference: readonly StepBar[];
  readonly current: readonly StepBar[];
}

/** What the judging calls categories that have no bin of their own. */
const REST = 'other';

/** The smallest and the largest value of the reference, where they are known. */
export type Range = readonly [low: number, high: number];

/** An open bin is drawn up to the end of the reference's range, but no wider than this share of all bins within. */
const MOST_OF_SPAN = 0.2;

/**
 * The bars of a mini-histogram. Bins whose labels name their edges ("≤ 1", "1 to 2", "> 2") are as wide as they are,
 * and as high as the rows are dense in them, since bins of equally many rows would show no shape; others stand side by
 * side, as high as their share.
 */
export function barsOf({ labels, reference, current }: Difference['histogram'], range?: Range): Bars {
  const edges = edgesOf(labels, range) ?? [...labels.slice(0, MOST_BARS), ''].map((_, index) => index);
  const bars = (shares: readonly number[]): StepBar[] =>
    edges.slice(1).map((to, index) => {
      const from = edges[index]!;
      return { from, to, height: (shares[index] ?? 0) / (to - from) };
    });
  return { reference: bars(reference), current: bars(current) };
}

/** Shares are divided by widths, and the quotient must be a number. */
const NARROWEST = 1e-300;

/** A label for people: edges are float32 numbers, whose digits beyond the fourth say nothing. */
export function shownLabel(label: string): string {
  const edge = /^([≤>]) (\S+)$/.exec(label);
  const value = Number(edge?.[2] ?? Number.NaN);
  return Number.isFinite(value) ? `${edge![1]} ${measured(value)}` : shownName(label, 20);
}

/** Without the last bin of categories, for those that are not named, where nothing is in it. */
export function withoutEmptyRest(histogram: Difference['histogram']): Difference['histogram'] {
  const { labels, reference, current } = histogram;
  const isEmpty = labels.at(-1) === REST && reference.at(-1) === 0 && current.at(-1) === 0;
  if (!isEmpty) return histogram;
  return {
    labels: labels.slice(0, -1),
    reference: reference.slice(0, -1),
    current: current.slice(0, -1),
  };
}

/** Both ends of all bins; undefined where labels are not edges. */
function edgesOf(labels: readonly string[], range: Range = [-Infinity, Infinity]): number[] | undefined {
  if (labels.length < 3 || labels.length > MOST_BARS) return undefined;
  const inner = labels
    .slice(0, -1)
    .map((label) => Number(/^(?:≤|.+ to) (\S+)$/.exec(label)?.[1] ?? Number.NaN));
  const [low, high] = [inner[0]!, inner.at(-1)!];
  const most = (high - low) * MOST_OF_SPAN;
  const edges = [openEnd(low, range[0], -most), ...inner, openEnd(high, range[1], most)];
  const ascends = edges.slice(1).every((edge, index) => edge - edges[index]! > NARROWEST);
  return ascends && Number.isFinite(most) ? edges : undefined;
}

/** @param end of the range; it may be the edge itself, and an open bin has some width nevertheless */
function openEnd(edge: number, end: number, most: number): number {
  const width = Math.min(Math.abs(end - edge), Math.abs(most)) || Math.abs(most) / 8;
  return edge + Math.sign(most) * width;
}
