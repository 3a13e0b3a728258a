import { keys } from '../../../lib/contract/keys.ts';
import type { Label, LoggedPrediction } from '../../../lib/contract/profile.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { storeLabels } from '../../../monitoring/labels/store-labels.ts';

export const MODEL = 'wine';

/** A quarter past an hour, as the schedule has it. */
export const NOW = new Date('2026-11-21T04:15:00Z');

/** Predictions of an hour that say 5 and 6 in turn; of id p0, p1, … */
export function predictionsOf(
  hour: string,
  count: number,
  more: Partial<LoggedPrediction> = {},
): LoggedPrediction[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `${hour}-p${i}`,
    version: 1,
    label: i % 2 === 0 ? 5 : 6,
    at: `${hour}:10:00.000Z`,
    ...more,
  }));
}

let objects = 0;

/** Writes them as a sandbox does: an object of its own each time. */
export async function logPredictions(
  store: ObjectStore,
  predictions: readonly LoggedPrediction[],
): Promise<void> {
  const hour = predictions[0]!.at.slice(0, 'YYYY-MM-DDTHH'.length);
  const text = predictions.map((prediction) => `${JSON.stringify(prediction)}\n`).join('');
  await store.create(keys.predictions(MODEL, hour, `w${objects++}`), new TextEncoder().encode(text));
}

/** The truth about predictions, ten minutes later: 5 for all, so half of them were right. */
export function labelsOf(predictions: readonly LoggedPrediction[], more: Partial<Label> = {}): Label[] {
  return predictions.map(({ id, at }) => ({
    id,
    label: 5,
    at: new Date(Date.parse(at) + 600_000).toISOString(),
    arrivedAt: at,
    ...more,
  }));
}

export async function handIn(
  store: ObjectStore,
  labels: readonly Label[],
  day = '2026-11-21',
): Promise<void> {
  await storeLabels(store, { model: MODEL, day, batch: `b${objects++}`, labels });
}
