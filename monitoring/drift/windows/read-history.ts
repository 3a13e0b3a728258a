import { keys } from '../../../lib/contract/keys.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { atOnce } from './at-once.ts';
import { binsOf, HISTORY_MAX_BINS, newestThatFit } from './history-limit.ts';
import { type GroupExpectation, type MergedGroup, mergeGroup } from './merge-group.ts';
import {
  addToDay,
  byHourAndVersion,
  type MergedDay,
  type MergedHour,
  placeOf,
  readMergedDay,
  settledAt,
} from './merged-day.ts';
import { addHours, dayOf, daysBetween, hoursBetween } from './window.ts';
import { digestOf, type Span, type WindowGroup, windowGroups } from './window-groups.ts';

/** How far back windows are compared: five weeks. */
export const HISTORY_HOURS = 5 * 7 * 24;

/** Days that are read at a time. */
const DAYS_AT_ONCE = 8;

export interface HistoryRequest {
  readonly model: string;
  /** The hours that are wanted, at most HISTORY_HOURS and a day. */
  readonly span: Span;
  /** Hours of it whose objects are looked at, whatever is known of them. */
  readonly look: Span;
  /** The newest hour that is over: later ones are not kept. */
  readonly completeHour: string;
  /** What the objects of a version must be; undefined when the version cannot be judged, so that they are passed over. */
  readonly expect: (version: number) => Promise<GroupExpectation | undefined>;
}

export interface History {
  /** By hour, then version. */
  readonly hours: readonly MergedHour[];
  /** Hours and versions whose objects were looked at and could not be merged, for want of a reference. */
  readonly passedOver: readonly Place[];
}

/** An hour of a version. */
export type Place = Pick<WindowGroup, 'hour' | 'version'>;

/**
 * The windows of a span: what was merged before where its objects have not changed, the rest merged now and kept.
 * Days that were listed after their end are not listed again unless they are to be looked at, so that requests go
 * with the sandboxes of the latest hours, not with the length of the history.
 */
export async function readHistory(store: ObjectStore, request: HistoryRequest): Promise<History> {
  const days = await readDays(store, request);
  const from = [request.span.from, days.from].toSorted().at(-1)!;
  const span = { from, to: request.span.to };
  const reading: Reading = {
    store,
    request,
    days: days.read,
    known: new Map(
      [...days.read.values()].flatMap(({ hours }) => hours).map((hour) => [placeOf(hour), hour]),
    ),
    passedOver: [],
  };
  for (const stretch of stretches(span, request.look, days.read)) await lookAt(reading, stretch);
  const hours = [...reading.known.values()].filter(({ hour }) => hour >= span.from && hour <= span.to);
  return { hours: hours.toSorted(byHourAndVersion), passedOver: reading.passedOver };
}

interface Reading {
  readonly store: ObjectStore;
  readonly request: HistoryRequest;
  /** What was merged before. */
  readonly days: ReadonlyMap<string, MergedDay>;
  readonly known: Map<string, MergedHour>;
  readonly passedOver: Place[];
}

/** The days that were merged before: the newest first, until the memory for bins is full. */
async function readDays(
  store: ObjectStore,
  { model, span }: HistoryRequest,
): Promise<{ readonly read: ReadonlyMap<string, MergedDay>; readonly from: string }> {
  const there = await daysThere(store, model, span);
  const read: MergedDay[] = [];
  let bins = 0;
  await atOnce(there.toReversed(), DAYS_AT_ONCE, async (day) => {
    const merged = bins > HISTORY_MAX_BINS ? undefined : await readMergedDay(store, model, day);
    if (merged === undefined) return;
    bins += binsOf(merged);
    read.push(merged);
  });
  const fitting = newestThatFit(read);
  const from = bins > HISTORY_MAX_BINS ? `${fitting.at(-1)!.day}T00` : span.from;
  return { read: new Map(fitting.map((merged) => [merged.day, merged])), from };
}

async function daysThere(store: ObjectStore, model: string, { from, to }: Span): Promise<string[]> {
  const wanted = new Set(daysBetween(from, to));
  const prefix = keys.mergedPrefix(model);
  const there: string[] = [];
  for await (const { key } of store.list(prefix, { startAfter: prefix + dayOf(addHours(from, -24)) })) {
    const day = key.slice(prefix.length, -'.json'.length);
    if (wanted.has(day)) there.push(day);
  }
  return there;
}

/** The hours to look at, as spans without gaps: those asked for, and days that were not listed after their end. */
function stretches(span: Span, look: Span, days: ReadonlyMap<string, MergedDay>): Span[] {
  const unsettled = new Set(
    daysBetween(span.from, span.to).filter((day) => (days.get(day)?.listedUntil ?? '') < settledAt(day)),
  );
  const result: { from: string; to: string }[] = [];
  for (const hour of hoursBetween(span.from, span.to)) {
    if (!unsettled.has(dayOf(hour)) && (hour < look.from || hour > look.to)) continue;
    const last = result.at(-1);
    if (last?.to === addHours(hour, -1)) last.to = hour;
    else result.push({ from: hour, to: hour });
  }
  return result;
}

/** Merges what changed in a stretch, and keeps it day by day: a run that is cut off has not worked for nothing. */
async function lookAt(reading: Reading, stretch: Span): Promise<void> {
  const left = new Set(daysBetween(stretch.from, stretch.to));
  let merged: MergedGroup[] = [];
  const keepUntil = async (day: string) => {
    for (const done of [...left].filter((other) => other < day)) {
      await keepDay(reading, {
        stretch,
        day: done,
        merged: merged.filter(({ hour }) => dayOf(hour) === done),
      });
      left.delete(done);
    }
    merged = merged.filter(({ hour }) => dayOf(hour) >= day);
  };
  for await (const group of windowGroups(reading.store, reading.request.model, stretch)) {
    await keepUntil(dayOf(group.hour));
    const hour = await mergeChanged(reading, group);
    if (hour !== undefined) merged.push(hour);
  }
  await keepUntil(AFTER_ALL_DAYS);
}

const AFTER_ALL_DAYS = '~';

async function mergeChanged(reading: Reading, group: WindowGroup): Promise<MergedGroup | undefined> {
  const { store, request, known, passedOver } = reading;
  if (isKnown(group, known.get(placeOf(group)))) return undefined;
  const expected = await request.expect(group.version);
  if (expected === undefined) {
    passedOver.push({ hour: group.hour, version: group.version });
    return undefined;
  }
  const hour = await mergeGroup(store, group, expected);
  known.set(placeOf(hour), { ...hour, broken: [...hour.broken] });
  return hour;
}

/** Objects go by expiry alone: where there are fewer than before, what was merged of all of them is the truth. */
function isKnown({ sources }: WindowGroup, known: MergedHour | undefined): boolean {
  if (known === undefined) return false;
  return sources.length < known.objects || digestOf(sources) === known.sources;
}

interface DayToKeep {
  readonly stretch: Span;
  readonly day: string;
  readonly merged: readonly MergedGroup[];
}

/** Keeps what was merged of a day's hours that are over, and that the day was listed. */
async function keepDay(
  { store, request, days }: Reading,
  { stretch, day, merged }: DayToKeep,
): Promise<void> {
  const { model, completeHour } = request;
  const hours = merged.filter(({ hour }) => hour <= completeHour);
  // A stretch that begins within a day has not listed all of it.
  const isWhole = stretch.from <= `${day}T00` && stretch.to >= [`${day}T23`, completeHour].toSorted()[0]!;
  const before = days.get(day)?.listedUntil;
  const listedUntil = isWhole ? completeHour : (before ?? `${day}T00`);
  const settles = isWhole && before !== undefined && before < [completeHour, settledAt(day)].toSorted()[0]!;
  if (hours.length === 0 && !settles) return;
  const kept = hours.map((hour) => ({ ...hour, broken: [...hour.broken] }));
  await addToDay(store, { model, day, listedUntil, hours: kept });
}
