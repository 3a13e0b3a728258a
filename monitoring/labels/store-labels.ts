import { keys } from '../../lib/contract/keys.ts';
import type { Label } from '../../lib/contract/profile.ts';
import { type ObjectStore, PreconditionFailed } from '../../lib/registry/object-store.ts';
import { labelLineOf } from './label-objects.ts';

export interface LabelBatch {
  readonly model: string;
  /** UTC, YYYY-MM-DD, on which they came. */
  readonly day: string;
  /** The same for the same labels: what is stored twice is there once. */
  readonly batch: string;
  readonly labels: readonly Label[];
}

/** Stores labels as one object. @returns false when it was there already */
export async function storeLabels(
  store: ObjectStore,
  { model, day, batch, labels }: LabelBatch,
): Promise<boolean> {
  const body = new TextEncoder().encode(labels.map(labelLineOf).join(''));
  try {
    await store.create(keys.labels(model, day, batch), body);
    return true;
  } catch (error) {
    if (error instanceof PreconditionFailed) return false;
    throw error;
  }
}
