import type { Basis } from '../../../lib/contract/drift.ts';
import type { Plan } from './evidence.ts';
import { type HourNumber, WEEK_HOURS } from './hours.ts';
import { planPairs } from './pairs.ts';
import { RULES } from './rules.ts';
import { disjointWindows, growWindow, type Span } from './windows.ts';

/** Rows by hour, and the oldest hour of which something is known. */
export interface Traffic {
  readonly first: HourNumber;
  rowsAt(hour: HourNumber): number;
}

export interface PlanRequest {
  readonly to: HourNumber;
  readonly spans: readonly number[];
  /** Prior weeks only where they suffice; else training. */
  readonly basis: Basis;
  /** Windows besides the judged one: three decide, more make a series. */
  readonly most: number;
}

/**
 * Which windows are compared with what.
 * @returns undefined when even the longest window has too few rows
 */
export function planWindows(traffic: Traffic, request: PlanRequest): Plan | undefined {
  return (
    (request.basis === 'prior-weeks' ? planWithWeeks(traffic, request) : undefined) ??
    planWithTraining(traffic, request)
  );
}

function planWithTraining(traffic: Traffic, { to, spans, most }: PlanRequest): Plan | undefined {
  const isEnough = (span: Span) => rowsOf(traffic, span) >= RULES.leastRows;
  const judged = growWindow(to, spans, isEnough);
  if (judged === undefined) return undefined;
  return { basis: 'training', windows: disjointWindows(judged, most, spans, isEnough), pairs: null };
}

/** The judged window needs two prior weeks and pairs that say how windows vary; those before it one week less. */
function planWithWeeks(traffic: Traffic, { to, spans, most }: PlanRequest): Plan | undefined {
  const isEnough = (weeks: number) => (span: Span) => hasPrior(traffic, span, weeks);
  const judged = growWindow(to, spans, isEnough(RULES.leastWeeks));
  if (judged === undefined) return undefined;
  const windows = disjointWindows(judged, most, spans, isEnough(RULES.leastWeeks - 1));
  const oldest = windows[Math.min(windows.length, RULES.windows) - 1]!;
  const pairs = planPairs(judged, oldest.from, traffic.first, spans);
  return pairs === undefined ? undefined : { basis: 'prior-weeks', windows, pairs };
}

function hasPrior(traffic: Traffic, span: Span, weeks: number): boolean {
  if (rowsOf(traffic, span) < RULES.leastRows) return false;
  const prior = Array.from({ length: RULES.mostWeeks }, (_, week) =>
    rowsOf(traffic, { from: span.from - (week + 1) * WEEK_HOURS, to: span.to - (week + 1) * WEEK_HOURS }),
  );
  const all = prior.reduce((sum, rows) => sum + rows, 0);
  return all >= RULES.leastRows && prior.filter((rows) => rows >= LEAST_ROWS_OF_A_WEEK).length >= weeks;
}

/** A few stray rows are no second week. */
const LEAST_ROWS_OF_A_WEEK = RULES.leastRows / 10;

export function rowsOf(traffic: Traffic, { from, to }: Span): number {
  let rows = 0;
  for (let hour = Math.max(from, traffic.first); hour <= to; hour += 1) rows += traffic.rowsAt(hour);
  return rows;
}
