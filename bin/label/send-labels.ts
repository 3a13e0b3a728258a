import { createHash } from 'node:crypto';
import type { Label } from '../../lib/contract/profile.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { storeLabels } from '../../monitoring/labels/store-labels.ts';

/** Labels of an object at most: some 8 MB. */
const OBJECT_LABELS = 50_000;

export interface LabelsToSend {
  readonly model: string;
  readonly labels: readonly Label[];
  /** The file, byte for byte: what is sent again from it on the same day is recognised. */
  readonly file: Uint8Array;
  readonly now: Date;
}

/** Stores labels. @returns labels that were not there already */
export async function sendLabels(
  store: ObjectStore,
  { model, labels, file, now }: LabelsToSend,
): Promise<number> {
  const digest = createHash('sha256').update(file).digest('hex').slice(0, 16);
  const day = now.toISOString().slice(0, 'YYYY-MM-DD'.length);
  let stored = 0;
  for (let from = 0; from < labels.length; from += OBJECT_LABELS) {
    const part = labels.slice(from, from + OBJECT_LABELS);
    const batch = `${digest}-${from / OBJECT_LABELS + 1}`;
    if (await storeLabels(store, { model, day, batch, labels: part })) stored += part.length;
  }
  return stored;
}
