import type { HourNumber } from './hours.ts';

/** Hours of arrivals from `from` up to and including `to`. */
export interface Span {
  readonly from: HourNumber;
  readonly to: HourNumber;
}

export function spanEnding(to: HourNumber, hours: number): Span {
  return { from: to - hours + 1, to };
}

export function hoursOf({ from, to }: Span): number {
  return to - from + 1;
}

/**
 * The shortest window that ends with an hour and has enough.
 * @param spans hours that a window may have, ascending
 * @returns undefined when even the longest has not
 */
export function growWindow(
  to: HourNumber,
  spans: readonly number[],
  isEnough: (span: Span) => boolean,
): Span | undefined {
  return spans.map((hours) => spanEnding(to, hours)).find(isEnough);
}

/**
 * Windows that each end where the one before begins, the newest first. Where none can be had the series ends: what lies
 * before a week of silence says nothing about now.
 */
export function disjointWindows(
  newest: Span,
  most: number,
  spans: readonly number[],
  isEnough: (span: Span) => boolean,
): Span[] {
  const windows = [newest];
  while (windows.length < most) {
    const next = growWindow(windows.at(-1)!.from - 1, spans, isEnough);
    if (next === undefined) break;
    windows.push(next);
  }
  return windows;
}
