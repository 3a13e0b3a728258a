import { z } from 'zod';
import { keys } from '../../lib/contract/keys.ts';
import { nameSchema } from '../../lib/contract/names.ts';
import { hourSchema } from '../../lib/contract/profile.ts';
import { encodeJson } from '../../lib/registry/json.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { atOnce } from '../drift/windows/at-once.ts';
import { readStored, updateStored } from '../drift/windows/stored-json.ts';
import { dayOf, daysBetween } from '../drift/windows/window.ts';
import type { Span } from '../drift/windows/window-groups.ts';
import { tallySchema } from './tally.ts';

/** What the labels that came so far say of an hour of predictions. */
export const accuracyHourSchema = z.strictObject({
  hour: hourSchema,
  /** Digest of the objects of labels and predictions that it was made of. */
  sources: z.string().min(1),
  /** By version. */
  versions: z.array(tallySchema),
  /** Labels that name this hour and no prediction of it. */
  unknown: z.int().nonnegative(),
});
export type AccuracyHour = Readonly<z.infer<typeof accuracyHourSchema>>;

/** `accuracy/<model>/<day>.json`: derived, and made again when labels or predictions changed. */
export const accuracyDaySchema = z.strictObject({
  schema: z.literal(1),
  model: nameSchema,
  day: z.string(),
  hours: z.array(accuracyHourSchema),
});

/** Days that are read at a time. */
const DAYS_AT_ONCE = 8;

/** The hours of a span that have labels, ascending. */
export async function readAccuracy(store: ObjectStore, model: string, span: Span): Promise<AccuracyHour[]> {
  const hours: AccuracyHour[] = [];
  await atOnce(daysBetween(span.from, span.to), DAYS_AT_ONCE, async (day) => {
    const { value } = await readStored(store, keys.accuracy(model, day), accuracyDaySchema);
    if (value?.model === model && value.day === day) hours.push(...value.hours);
  });
  return hours.filter(({ hour }) => hour >= span.from && hour <= span.to).toSorted(byHour);
}

/** Puts hours in the place of what they were. */
export async function keepAccuracy(
  store: ObjectStore,
  model: string,
  hours: readonly AccuracyHour[],
): Promise<void> {
  for (const [day, changed] of Map.groupBy(hours, ({ hour }) => dayOf(hour))) {
    await updateStored(store, { key: keys.accuracy(model, day), schema: accuracyDaySchema }, (now) => {
      const all = new Map([...(now?.hours ?? []), ...changed].map((hour) => [hour.hour, hour]));
      return encodeJson({ schema: 1, model, day, hours: [...all.values()].toSorted(byHour) });
    });
  }
}

function byHour(a: AccuracyHour, b: AccuracyHour): number {
  return a.hour < b.hour ? -1 : 1;
}
