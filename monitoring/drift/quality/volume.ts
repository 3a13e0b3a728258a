import type { QualityFinding } from '../../../lib/contract/drift.ts';
import { hourStart } from '../../../lib/contract/profile.ts';
import { median } from './usual.ts';

/** Records that came in an hour, predicted or rejected, whichever version answered. */
export interface Arrivals {
  readonly hour: string;
  readonly rows: number;
}

export interface VolumeInput {
  readonly window: { readonly from: string; readonly to: string };
  /** Records that came in the window. */
  readonly rows: number;
  /** Before the window; hours that are left out after the first had none. */
  readonly arrivals: readonly Arrivals[];
}

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;

/** Weeks that are looked back; two are needed, or there is no telling what is usual. */
const WEEKS_MAX = 5;
const WEEKS_MIN = 2;

/** Less than half or more than twice of what is usual: smaller changes are the business of whoever sells. */
const FACTOR = 2;

/** Records that it must be off by. */
const ROWS_MIN = 50;

const ALPHA = 0.001;

/**
 * Whether as many records came as in the same hours of prior weeks. The log of their ratio is held against how much it
 * moves from week to week in the history, or by chance where that is more, with Student's distribution of six degrees
 * of freedom: two weeks show as many differences of days, and its tails are heavy enough for a holiday among them.
 * @returns undefined where it is usual, and with less than two weeks of history
 */
export function volumeFinding({ window, rows, arrivals }: VolumeInput): QualityFinding | undefined {
  const series = seriesOf(arrivals);
  const from = hourStart(window.from);
  const lengthMs = hourStart(window.to) + HOUR_MS - from;
  const prior = priorOf(series, from, lengthMs);
  if (prior.length < WEEKS_MIN) return undefined;
  const usual = prior.reduce((sum, week) => sum + week, 0) / prior.length;
  const factor = (rows + 0.5) / (usual + 0.5);
  const chance = 1 / (usual + 0.5);
  const variance = Math.max(variation(series, from, lengthMs), chance) * (1 + 1 / prior.length);
  const pValue = studentTail(Math.log(factor) / Math.sqrt(variance));
  const isFar = Math.abs(rows - usual) >= ROWS_MIN && Math.max(factor, 1 / factor) > FACTOR;
  if (!isFar || pValue >= ALPHA) return undefined;
  const message = `${figure(rows)} records came; usual of these hours are ${figure(Math.round(usual))}, over ${prior.length} weeks`;
  return { kind: 'volume', feature: null, rows, of: Math.round(usual), usual, pValue, message };
}

interface Series {
  /** In milliseconds since 1970. */
  readonly first: number;
  readonly rows: ReadonlyMap<number, number>;
}

function seriesOf(arrivals: readonly Arrivals[]): Series {
  const rows = new Map<number, number>();
  let first = Number.POSITIVE_INFINITY;
  for (const arrival of arrivals) {
    const at = hourStart(arrival.hour);
    rows.set(at, (rows.get(at) ?? 0) + arrival.rows);
    first = Math.min(first, at);
  }
  return { first, rows };
}

/** Of the weeks before, the latest first, as far as the history reaches. */
function priorOf(series: Series, from: number, lengthMs: number): number[] {
  const starts = Array.from({ length: WEEKS_MAX }, (_, week) => from - (week + 1) * WEEK_MS);
  return starts.filter((start) => start >= series.first).map((start) => rowsOf(series, start, lengthMs));
}

function rowsOf({ rows }: Series, from: number, lengthMs: number): number {
  let sum = 0;
  for (let at = from; at < from + lengthMs; at += HOUR_MS) sum += rows.get(at) ?? 0;
  return sum;
}

/** Of a normal variable: the median of its square. */
const MEDIAN_OF_SQUARE = 0.455;

/** The variance of the log of a window's volume about what is usual of it, from windows a week apart. */
function variation(series: Series, from: number, lengthMs: number): number {
  const squares: number[] = [];
  for (let start = from - lengthMs; start - WEEK_MS >= series.first; start -= lengthMs) {
    const [now, before] = [rowsOf(series, start, lengthMs), rowsOf(series, start - WEEK_MS, lengthMs)];
    // Two silent hours say nothing of how much records move: most hours of one that gets batches are silent.
    if (now + before > 0) squares.push(Math.log((now + 0.5) / (before + 0.5)) ** 2);
  }
  return squares.length === 0 ? 0 : median(squares) / MEDIAN_OF_SQUARE / 2;
}

/**
 * How often Student's t with six degrees of freedom lies as far from 0, either side.
 * Abramowitz & Stegun, "Handbook of Mathematical Functions", 26.7.4
 */
export function studentTail(t: number): number {
  const angle = Math.atan(Math.abs(t) / Math.sqrt(6));
  const cosine = Math.cos(angle) ** 2;
  return Math.max(0, 1 - Math.sin(angle) * (1 + cosine / 2 + (3 / 8) * cosine ** 2));
}

function figure(count: number): string {
  return count.toLocaleString('en-GB');
}
