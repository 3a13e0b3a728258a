import { keys } from '../../lib/contract/keys.ts';
import { hourOf } from '../../lib/contract/profile.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { addHours, dayOf, daysBetween, hoursBetween } from '../drift/windows/window.ts';
import { digestOf, type Source } from '../drift/windows/window-groups.ts';
import { type AccuracyHour, keepAccuracy, readAccuracy } from './accuracy-day.ts';
import { joinHour, Truths } from './join-hour.ts';
import {
  type DayIndex,
  type DayOfLabels,
  type IndexedObject,
  indexedDays,
  keepIndex,
  lookAtDay,
  readIndex,
} from './label-index.ts';
import { readLabelObject } from './label-objects.ts';
import { logSources, readLog } from './prediction-log.ts';
import type { Task } from './tally.ts';

/** The log of predictions is kept for so long: labels that come later find nothing. */
export const LOG_DAYS = 30;

/** Hours in which the log may still grow, though labels have come. */
const LATE_LOG_HOURS = 26;

/** Days back from the newest that is indexed in which label objects may still come: a stream that lags. */
const LATE_LABEL_DAYS = 2;

export interface RefreshRequest {
  readonly model: string;
  readonly now: Date;
  /** Look at the labels of all LOG_DAYS. Default: false. */
  readonly force?: boolean;
  /** Knows what versions answer with. */
  readonly references: { taskOf(version: number): Promise<Task> };
}

export interface Refreshed {
  /** Hours whose accuracy was made anew, ascending. */
  readonly changed: readonly AccuracyHour[];
  /** Labels that were not known before, and lines among them that are none. */
  readonly read: number;
  readonly invalid: number;
  /** Labels of the changed hours that name the hour, and no prediction of it. */
  readonly unknown: number;
}

/**
 * Brings the accuracy of the hours up to date with the labels that came and the predictions that were logged. Only
 * hours that new labels are about are joined again, and those of the last day whose log grew; labels without the
 * time of their prediction concern every hour of the log. A run that fails on the way leaves its labels new.
 */
export async function refreshAccuracy(store: ObjectStore, request: RefreshRequest): Promise<Refreshed> {
  const { model, now } = request;
  const days: DayIndex[] = [];
  for (const day of await daysOfLabels(store, request)) days.push(await lookAtDay(store, model, day));
  const added = days.flatMap((day) => day.added);
  const late = days.flatMap(({ all }) => hoursAbout(all, lateHours(now)));
  const affected = [...new Set([...hoursAbout(added, loggedHours(now)), ...late])].toSorted();
  const changed: AccuracyHour[] = [];
  for (const hours of Map.groupBy(affected, dayOf).values())
    changed.push(...(await refreshHours(store, { request, hours, days })));
  for (const day of days) await keepIndex(store, model, day);
  const unknown = changed.reduce((total, hour) => total + hour.unknown, 0);
  return { changed, read: sum(added, 'labels'), invalid: sum(added, 'invalid'), unknown };
}

/** The objects of labels that may be new, by the day on which they came. */
async function daysOfLabels(
  store: ObjectStore,
  { model, now, force }: RefreshRequest,
): Promise<DayOfLabels[]> {
  // A clock that was ahead must not hide what came since.
  const past = (await indexedDays(store, model)).filter((day) => day <= dayOf(hourOf(now)));
  const newest = force ? undefined : past.at(-1);
  const oldest = dayOf(addHours(hourOf(now), -(LOG_DAYS + 1) * 24));
  const late = newest === undefined ? oldest : dayOf(addHours(`${newest}T00`, -LATE_LABEL_DAYS * 24));
  const prefix = keys.labelsPrefix(model);
  const days = new Map<string, Source[]>();
  for await (const { key, etag } of store.list(prefix, {
    startAfter: prefix + [oldest, late].toSorted().at(-1)!,
  })) {
    const day = /^(\d{4}-\d{2}-\d{2})\/[^/]+\.jsonl$/.exec(key.slice(prefix.length))?.[1];
    if (day === undefined) continue;
    const sources = days.get(day) ?? [];
    days.set(day, sources);
    sources.push([key, etag]);
  }
  return [...days].map(([day, sources]) => ({ day, sources }));
}

function loggedHours(now: Date): string[] {
  return hoursBetween(addHours(hourOf(now), -LOG_DAYS * 24), hourOf(now));
}

function lateHours(now: Date): string[] {
  return hoursBetween(addHours(hourOf(now), -LATE_LOG_HOURS), hourOf(now));
}

/** Which of some hours labels are about. */
function hoursAbout(objects: readonly IndexedObject[], hours: readonly string[]): string[] {
  if (objects.some(({ anywhere }) => anywhere > 0)) return [...hours];
  const named = new Set(objects.flatMap((object) => object.hours));
  return hours.filter((hour) => named.has(hour));
}

function sum(objects: readonly IndexedObject[], what: 'labels' | 'invalid'): number {
  return objects.reduce((total, object) => total + object[what], 0);
}

interface Refresh {
  readonly request: RefreshRequest;
  /** Of one day, ascending. */
  readonly hours: readonly string[];
  /** The days that were looked at: their indexes lack what is new. */
  readonly days: readonly DayIndex[];
}

interface HourSources {
  readonly hour: string;
  readonly labels: readonly IndexedObject[];
  readonly log: readonly Source[];
  readonly digest: string;
}

/** Joins those of some hours whose labels or log changed, and keeps what came of it. */
async function refreshHours(store: ObjectStore, { request, hours, days }: Refresh): Promise<AccuracyHour[]> {
  const { model, references } = request;
  const span = { from: hours[0]!, to: hours.at(-1)! };
  const known = new Map((await readAccuracy(store, model, span)).map((hour) => [hour.hour, hour.sources]));
  const objects = await labelsSince(store, { request, days, hour: span.from });
  const stale: HourSources[] = [];
  for (const hour of hours) {
    const labels = objects.filter((object) => object.anywhere > 0 || object.hours.includes(hour));
    const log = await logSources(store, model, hour);
    const digest = digestOf([...labels.map(({ key, etag }): Source => [key, etag]), ...log]);
    const names = labels.some((object) => object.hours.includes(hour));
    if (known.get(hour) !== digest && (log.length > 0 || names)) stale.push({ hour, labels, log, digest });
  }
  const truths = await readTruths(store, stale);
  const changed: AccuracyHour[] = [];
  for (const { hour, log, digest } of stale) {
    const named = truths.named.get(hour) ?? new Truths();
    const taskOf = (version: number) => references.taskOf(version);
    const joined = await joinHour({ named, anywhere: truths.anywhere, log: readLog(store, log), taskOf });
    changed.push({ hour, sources: digest, ...joined });
  }
  await keepAccuracy(store, model, changed);
  return changed;
}

/** The label objects that came since an hour: a day sooner too, since clocks differ. */
async function labelsSince(
  store: ObjectStore,
  { request: { model, now }, days, hour }: Pick<Refresh, 'request' | 'days'> & { readonly hour: string },
): Promise<IndexedObject[]> {
  const wanted = new Set(daysBetween(addHours(hour, -24), addHours(hourOf(now), 24)));
  const known = new Map(days.map(({ day, all }) => [day, all]));
  const objects: IndexedObject[] = [];
  for (const day of new Set([...known.keys(), ...(await indexedDays(store, model))].toSorted()))
    if (wanted.has(day)) objects.push(...(known.get(day) ?? (await readIndex(store, model, day))));
  return objects;
}

interface ReadTruths {
  readonly named: ReadonlyMap<string, Truths>;
  readonly anywhere: Truths;
}

/** The labels of some hours: each object is read once, and nothing of other hours is kept. */
async function readTruths(store: ObjectStore, stale: readonly HourSources[]): Promise<ReadTruths> {
  const named = new Map(stale.map(({ hour }) => [hour, new Truths()]));
  const anywhere = new Truths();
  for (const key of new Set(stale.flatMap(({ labels }) => labels.map((object) => object.key)))) {
    for (const label of (await readLabelObject(store, key))?.labels ?? []) {
      const hour = label.arrivedAt === undefined ? undefined : hourOf(Date.parse(label.arrivedAt));
      (hour === undefined ? anywhere : named.get(hour))?.add(label);
    }
  }
  return { named, anywhere };
}
