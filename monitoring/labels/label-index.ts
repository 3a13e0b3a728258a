import { z } from 'zod';
import { keys } from '../../lib/contract/keys.ts';
import { nameSchema } from '../../lib/contract/names.ts';
import { hourOf, hourSchema } from '../../lib/contract/profile.ts';
import { encodeJson } from '../../lib/registry/json.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { atOnce } from '../drift/windows/at-once.ts';
import { READS_AT_ONCE } from '../drift/windows/merge-group.ts';
import { readStored, updateStored } from '../drift/windows/stored-json.ts';
import { isHour } from '../drift/windows/window.ts';
import type { Source } from '../drift/windows/window-groups.ts';
import { readLabelObject } from './label-objects.ts';

/** Which predictions the labels of an object are about. */
export const indexedObjectSchema = z.strictObject({
  key: z.string(),
  etag: z.string(),
  /** The hours that its labels name, ascending. */
  hours: z.array(hourSchema),
  /** Labels that name none: their predictions are searched for everywhere. */
  anywhere: z.int().nonnegative(),
  labels: z.int().nonnegative(),
  /** Lines that are no labels. */
  invalid: z.int().nonnegative(),
});
export type IndexedObject = Readonly<z.infer<typeof indexedObjectSchema>>;

/** `accuracy/<model>/labels/<day>.json`: the label objects that came on a day; derived. */
export const labelIndexSchema = z.strictObject({
  schema: z.literal(1),
  model: nameSchema,
  day: z.string(),
  objects: z.array(indexedObjectSchema),
});

/** The days that have an index, ascending. */
export async function indexedDays(store: ObjectStore, model: string): Promise<string[]> {
  const prefix = keys.labelIndex(model, '').slice(0, -'.json'.length);
  const days: string[] = [];
  for await (const { key } of store.list(prefix)) {
    const day = key.slice(prefix.length, -'.json'.length);
    if (isHour(`${day}T00`)) days.push(day);
  }
  return days;
}

export async function readIndex(
  store: ObjectStore,
  model: string,
  day: string,
): Promise<readonly IndexedObject[]> {
  const { value } = await readStored(store, keys.labelIndex(model, day), labelIndexSchema);
  return value?.model === model && value.day === day ? value.objects : [];
}

export interface DayOfLabels {
  readonly day: string;
  /** The label objects of the day, as they were listed. */
  readonly sources: readonly Source[];
}

/** What is known of a day's label objects, and what of it its index does not have yet. */
export interface DayIndex {
  readonly day: string;
  readonly added: readonly IndexedObject[];
  readonly all: readonly IndexedObject[];
}

/** Reads those objects of a day that are not in its index yet. */
export async function lookAtDay(
  store: ObjectStore,
  model: string,
  { day, sources }: DayOfLabels,
): Promise<DayIndex> {
  const before = await readIndex(store, model, day);
  const etags = new Map(before.map(({ key, etag }) => [key, etag]));
  const added: IndexedObject[] = [];
  await atOnce(
    sources.filter(([key, etag]) => etags.get(key) !== etag),
    READS_AT_ONCE,
    async ([key, etag]) => {
      const read = await readLabelObject(store, key);
      if (read === undefined) return;
      const named = read.labels.flatMap(({ arrivedAt }) =>
        arrivedAt === undefined ? [] : [hourOf(Date.parse(arrivedAt))],
      );
      const counted = { labels: read.labels.length, invalid: read.invalid };
      const anywhere = read.labels.length - named.length;
      added.push({ key, etag, hours: [...new Set(named)].toSorted(), anywhere, ...counted });
    },
  );
  return { day, added, all: together(before, added) };
}

/** Puts what was added into the day's index: a later run takes it for joined, so it is the last thing of a run. */
export async function keepIndex(store: ObjectStore, model: string, { day, added }: DayIndex): Promise<void> {
  if (added.length === 0) return;
  await updateStored(store, { key: keys.labelIndex(model, day), schema: labelIndexSchema }, (now) =>
    encodeJson({ schema: 1, model, day, objects: together(now?.objects ?? [], added) }),
  );
}

function together(before: readonly IndexedObject[], added: readonly IndexedObject[]): IndexedObject[] {
  const objects = new Map([...before, ...added].map((one) => [one.key, one]));
  return [...objects.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
