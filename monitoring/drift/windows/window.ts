import { UserError } from '../../../lib/contract/errors.ts';
import { hourOf, hourSchema, hourStart } from '../../../lib/contract/profile.ts';

export const HOUR_MS = 3_600_000;

/** What is judged at once: an hour of arrivals, or the hours of a day, in UTC. */
export interface Window {
  /** 2026-11-21T02 or 2026-11-21. */
  readonly id: string;
  readonly kind: 'hour' | 'day';
  /** The first and the last hour of it. */
  readonly from: string;
  readonly to: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The window of an id.
 * @throws UserError for a text that is none, and for a time that does not exist
 */
export function parseWindow(id: string): Window {
  if (isHour(id)) return hourWindow(id);
  if (DAY.test(id) && isHour(`${id}T00`)) return dayWindow(id);
  throw new UserError(
    `${JSON.stringify(id)} is no window; expected an hour such as 2026-11-21T02 or a day such as 2026-11-21, in UTC`,
  );
}

/** Whether there is such an hour, since 1970: a month may not have the day. */
export function isHour(text: string): boolean {
  const start = hourSchema.safeParse(text).success ? hourStart(text) : Number.NaN;
  return start >= 0 && hourOf(start) === text;
}

export function hourWindow(hour: string): Window {
  return { id: hour, kind: 'hour', from: hour, to: hour };
}

export function dayWindow(day: string): Window {
  return { id: day, kind: 'day', from: `${day}T00`, to: `${day}T23` };
}

/** When a window is over, in milliseconds since 1970. */
export function windowEnd({ to }: Window): number {
  return hourStart(to) + HOUR_MS;
}

export function dayOf(hour: string): string {
  return hour.slice(0, 'YYYY-MM-DD'.length);
}

/** @param hours may be negative */
export function addHours(hour: string, hours: number): string {
  return hourOf(hourStart(hour) + hours * HOUR_MS);
}

/** The latest hour that is over. */
export function lastCompleteHour(now: Date): string {
  return addHours(hourOf(now), -1);
}

/** Hours from one up to and including another; none when that comes first. */
export function hoursBetween(from: string, to: string): string[] {
  const count = Math.round((hourStart(to) - hourStart(from)) / HOUR_MS) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, i) => addHours(from, i));
}

/** Days that have an hour between two. */
export function daysBetween(from: string, to: string): string[] {
  return [...new Set(hoursBetween(from, to).map(dayOf))];
}
