import { UserError } from '../../../lib/contract/errors.ts';
import { hourOf } from '../../../lib/contract/profile.ts';
import type { MergedHour } from '../windows/merged-day.ts';
import { HISTORY_HOURS } from '../windows/read-history.ts';
import {
  addHours,
  dayOf,
  dayWindow,
  hoursBetween,
  hourWindow,
  lastCompleteHour,
  parseWindow,
  type Window,
  windowEnd,
} from '../windows/window.ts';
import type { Span } from '../windows/window-groups.ts';
import { isWithin } from './version-hours.ts';

/** Hours in which sandboxes may still write late counts: the job looks at their objects each time. */
export const LOOK_BACK_HOURS = 26;

/** What a run has to do. */
export interface Plan {
  /** Ascending, a day before its hours. */
  readonly windows: readonly Window[];
  /** Hours whose objects are looked at. */
  readonly look: Span;
  /** These and the five weeks before the first window. */
  readonly span: Span;
  readonly completeHour: string;
  /** Whether the windows were asked for by name: then each has an answer, be it that nothing is there. */
  readonly isAsked: boolean;
}

/** @throws UserError for a window that is none, or has not begun */
export function planRun(window: string | undefined, now: Date): Plan {
  const completeHour = lastCompleteHour(now);
  const windows = window === undefined ? defaultWindows(completeHour) : [askedWindow(window, now)];
  const to = windows
    .map((one) => one.to)
    .toSorted()
    .at(-1)!;
  const from = windows.map((one) => one.from).toSorted()[0]!;
  const until = [to, hourOf(now)].toSorted()[0]!;
  const late = addHours(completeHour, 1 - LOOK_BACK_HOURS);
  return {
    windows,
    look: { from: window === undefined ? late : from, to: until },
    // From the day's start: a day is listed as a whole, or it has to be listed again.
    span: { from: `${dayOf(addHours(from, -HISTORY_HOURS))}T00`, to: until },
    completeHour,
    isAsked: window !== undefined,
  };
}

function defaultWindows(completeHour: string): Window[] {
  const yesterday = dayOf(addHours(`${dayOf(addHours(completeHour, 1))}T00`, -1));
  const hours = hoursBetween(addHours(completeHour, 1 - LOOK_BACK_HOURS), completeHour).map(hourWindow);
  return [dayWindow(yesterday), ...hours];
}

function askedWindow(id: string, now: Date): Window {
  const window = parseWindow(id);
  if (window.from <= hourOf(now)) return window;
  throw new UserError(
    `${id} has not begun: it is ${now.toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length)} in UTC; expected an hour or a day that has, such as ${lastCompleteHour(now)}`,
  );
}

export function isOver(window: Window, now: Date): boolean {
  return windowEnd(window) <= now.getTime();
}

/** What may count for a window: its own hours and five weeks before them. */
export function hoursFor(hours: readonly MergedHour[], { from, to }: Window): MergedHour[] {
  return hours.filter((hour) => isWithin(hour, { from: addHours(from, -HISTORY_HOURS), to }));
}

/**
 * The versions to judge a window by: those that answered in it. When none did though the model was in use before,
 * the one that answered last: silence is an answer as well.
 * @param hours by hour
 */
export function versionsOf(hours: readonly MergedHour[], window: Window): number[] {
  const within = hours.filter((hour) => isWithin(hour, window));
  const found = within.length > 0 ? within : hours.filter(({ hour }) => hour < window.from).slice(-1);
  return [...new Set(found.map(({ version }) => version))].toSorted((a, b) => a - b);
}
