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
  /** What came with them and is no label, in fields of its own, so that nobody takes it for one. Default: none. */
  readonly others?: readonly { readonly problem: string }[];
}

/** Stores labels as one object. @returns false when it was there already */
export async function storeLabels(
  store: ObjectStore,
  { model, day, batch, labels, others = [] }: LabelBatch,
): Promise<boolean> {
  const lines = [...labels.map(labelLineOf), ...others.map((other) => `${JSON.stringify(other)}\n`)];
  const body = new TextEncoder().encode(lines.join(''));
  try {
    await store.create(keys.labels(model, day, batch), body);
    return true;
  } catch (error) {
    if (error instanceof PreconditionFailed) return false;
    throw error;
  }
}
