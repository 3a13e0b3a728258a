import { dayOf, type HourNumber, WEEK_HOURS } from './hours.ts';
import { hoursOf, type Span, spanEnding } from './windows.ts';

/** Windows of the past that are compared with the same hours one week before: what differs when nothing changes. */
export interface PairPlan {
  /** The later window of each pair. */
  readonly windows: readonly Span[];
  /** How many of them share no hour. */
  readonly disjoint: number;
}

/** Fewer say too little about a variance. */
export const LEAST_PAIRS = 10;

/** Overlapping windows use more of the history: each begins a quarter of its length after the one before. */
const STEPS_PER_WINDOW = 4;

/**
 * Pairs of the length of the judged window where the history has enough of them, else of the next shorter one.
 * @param before the first hour that must not be in a pair: a change that is being judged must not widen its own null
 * @param first the oldest hour of the history
 * @returns undefined when the history is too short
 */
export function planPairs(
  judged: Span,
  before: HourNumber,
  first: HourNumber,
  spans: readonly number[],
): PairPlan | undefined {
  const lengths = [...new Set([1, ...spans])]
    .filter((hours) => hours <= hoursOf(judged))
    .sort((a, b) => b - a);
  return lengths.map((hours) => pairsOf(hours, before, first)).find((plan) => plan.disjoint >= LEAST_PAIRS);
}

function pairsOf(hours: number, before: HourNumber, first: HourNumber): PairPlan {
  const windows: Span[] = [];
  const step = Math.ceil(hours / STEPS_PER_WINDOW);
  const earliest = first + WEEK_HOURS + hours - 1;
  for (let to = before - 1; to >= earliest; to -= step) windows.push(spanEnding(to, hours));
  return { windows, disjoint: Math.floor((windows.length * step) / hours) };
}

/** Days, so that hours that hang together are left out together. */
export function pairGroup({ to }: Span): number {
  return dayOf(to);
}
