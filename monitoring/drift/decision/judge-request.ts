import type { Basis, DriftResult } from '../../../lib/contract/drift.ts';
import type { Counts, ReferenceProfile } from '../../../lib/contract/profile.ts';
import type { Signature } from '../../../lib/contract/signature.ts';
import type { Plan } from './evidence.ts';
import { type HourCounts, type HourNumber, hourName, hourNumber, WEEK_HOURS } from './hours.ts';
import { planWindows, type Traffic } from './plan.ts';
import { RULES } from './rules.ts';
import { hoursOf, type Span, spanEnding } from './windows.ts';

export interface JudgeRequest {
  readonly profile: ReferenceProfile;
  /** Names the categories and classes. */
  readonly signature: Signature;
  /**
   * Ascending, one entry an hour, all counted in the profile's layout. Hours without rows may be left out; those after
   * the window are not looked at. Four weeks before the window are used, and two more windows.
   */
  readonly hours: readonly HourCounts[];
  /** An hour such as 2026-11-21T02, or a day such as 2026-11-21, UTC. */
  readonly window: string;
  /**
   * Default: of an hour prior weeks, where two of them have the same hours and the history says how windows vary, else
   * training; of a day training.
   */
  readonly basis?: Basis;
}

/** The request, read. */
export interface Judging {
  readonly countsAt: (hour: HourNumber) => Counts | undefined;
  /** The judged window; the longest that it may have when that has too few rows. */
  readonly span: Span;
  /** Without windows when there are too few rows. */
  readonly plan: Plan;
  /** Whether a drift in this window raises the alarm. */
  readonly raisesAlarm: boolean;
}

export function readRequest(request: JudgeRequest): Judging {
  const isDay = request.window.length === '2026-11-21'.length;
  const to = hourNumber(isDay ? `${request.window}T23` : request.window);
  const byHour = new Map(request.hours.map(({ hour, counts }) => [hourNumber(hour), counts]));
  const traffic = trafficOf(byHour, to);
  const spans = isDay ? RULES.daySpans : RULES.hourSpans;
  const usual: Basis = isDay && hasHistory(traffic, to) ? 'training' : 'prior-weeks';
  const most = RULES.historyPoints;
  const plan = (basis: Basis) => planWindows(traffic, { to, spans, basis, most });
  const chosen = plan(request.basis ?? (isDay ? 'training' : 'prior-weeks'));
  return {
    countsAt: (hour) => byHour.get(hour),
    span: chosen?.windows[0] ?? longest(traffic, to, spans),
    plan: chosen ?? { basis: request.basis ?? 'training', windows: [], pairs: null },
    raisesAlarm: chosen !== undefined && (isDay ? usual !== 'training' : plan(usual)?.basis === chosen.basis),
  };
}

/** A day's verdict against training is no alarm once prior weeks can raise one. */
function hasHistory({ first }: Traffic, to: HourNumber): boolean {
  return to - first >= RULES.leastWeeks * WEEK_HOURS;
}

function trafficOf(byHour: ReadonlyMap<HourNumber, Counts>, to: HourNumber): Traffic {
  let first = to;
  for (const hour of byHour.keys()) first = Math.min(first, hour);
  return { first, rowsAt: (hour) => byHour.get(hour)?.rows ?? 0 };
}

function longest({ first }: Traffic, to: HourNumber, spans: readonly number[]): Span {
  const span = spanEnding(to, spans.at(-1)!);
  return { from: Math.max(span.from, Math.min(first, to - spans[0]! + 1)), to };
}

export function windowOf(request: JudgeRequest, { span }: Judging): DriftResult['window'] {
  return { id: request.window, from: hourName(span.from), to: hourName(span.to), hours: hoursOf(span) };
}
