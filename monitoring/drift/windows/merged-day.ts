import { z } from 'zod';
import { keys } from '../../../lib/contract/keys.ts';
import { nameSchema } from '../../../lib/contract/names.ts';
import { countsSchema, hourSchema } from '../../../lib/contract/profile.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { readStored, updateStored } from './stored-json.ts';
import { addHours } from './window.ts';

/** An hour of a version, merged from the objects whose digest is `sources`. */
export const mergedHourSchema = z.strictObject({
  hour: hourSchema,
  version: z.int().positive(),
  layout: z.string().min(1),
  sources: z.string().min(1),
  objects: z.int().nonnegative(),
  brokenObjects: z.int().nonnegative(),
  broken: z.array(z.strictObject({ key: z.string(), problem: z.string() })),
  counts: countsSchema,
});
export type MergedHour = Readonly<z.infer<typeof mergedHourSchema>>;

/**
 * `merged/<model>/<day>.json`: what the hours of a day come to, so that five weeks of history are 35 objects however
 * many sandboxes wrote them. It is derived, and made again when its sources changed or it is damaged.
 */
export const mergedDaySchema = z.strictObject({
  schema: z.literal(1),
  model: nameSchema,
  day: z.string(),
  /** The newest hour that was over when the day's objects were last listed; the day's end and two hours at most. */
  listedUntil: hourSchema,
  /** By hour, then version. */
  hours: z.array(mergedHourSchema),
});
export type MergedDay = Readonly<z.infer<typeof mergedDaySchema>>;

/** Hours after a day in which sandboxes still write its last counts: then it is not listed again by itself. */
const SETTLING_HOURS = 2;

/** Up to when a day must have been listed, to be complete as far as anyone can tell. */
export function settledAt(day: string): string {
  return addHours(`${day}T23`, SETTLING_HOURS);
}

/** @returns undefined when there is none that can be used */
export async function readMergedDay(
  store: ObjectStore,
  model: string,
  day: string,
): Promise<MergedDay | undefined> {
  const { value } = await readStored(store, keys.merged(model, day), mergedDaySchema);
  return value?.model === model && value.day === day ? value : undefined;
}

/** Adds hours to a day, in the place of what they were before; others' hours stay. */
export async function addToDay(store: ObjectStore, added: Omit<MergedDay, 'schema'>): Promise<void> {
  const key = keys.merged(added.model, added.day);
  await updateStored(store, { key, schema: mergedDaySchema }, (now) => {
    const body = encodeDay(withHours(now, added));
    return now !== undefined && Buffer.compare(encodeDay(now), body) === 0 ? undefined : body;
  });
}

function withHours(now: MergedDay | undefined, added: Omit<MergedDay, 'schema'>): MergedDay {
  const hours = new Map([...(now?.hours ?? []), ...added.hours].map((hour) => [placeOf(hour), hour]));
  const listed = [now?.listedUntil ?? '', added.listedUntil].toSorted().at(-1)!;
  const listedUntil = [listed, settledAt(added.day)].toSorted()[0]!;
  return { ...added, schema: 1, listedUntil, hours: [...hours.values()].toSorted(byHourAndVersion) };
}

export function placeOf({ hour, version }: { readonly hour: string; readonly version: number }): string {
  return `${hour}/${version}`;
}

export function byHourAndVersion(a: MergedHour, b: MergedHour): number {
  return a.hour < b.hour ? -1 : a.hour > b.hour ? 1 : a.version - b.version;
}

/** The order of keys is that of the schema, so that the same hours are the same bytes. */
function encodeDay({ schema, model, day, listedUntil, hours }: MergedDay): Uint8Array {
  const ordered = hours.map(({ hour, version, layout, sources, objects, brokenObjects, broken, counts }) => ({
    ...{ hour, version, layout, sources, objects, brokenObjects, broken, counts },
  }));
  return new TextEncoder().encode(`${JSON.stringify({ schema, model, day, listedUntil, hours: ordered })}\n`);
}
