import { type DriftResult, driftResultSchema } from '../../../lib/contract/drift.ts';
import { keys } from '../../../lib/contract/keys.ts';
import { encodeJson } from '../../../lib/registry/json.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { readStored, writeAlways, writeOver } from '../windows/stored-json.ts';
import type { Source } from '../windows/window-groups.ts';

/** A result that was judged, and its report. */
export interface Judged {
  readonly result: DriftResult;
  readonly html: string;
}

export interface Keeping {
  readonly model: string;
  readonly window: string;
  readonly version: number;
  /** What it rests on now. */
  readonly sources: readonly Source[];
  /** Judge though it is there with the same sources. */
  readonly force: boolean;
  readonly judge: () => Promise<Judged>;
}

/** Runs at the same window at once that may get in each other's way. */
const MAX_TRIES = 5;

/**
 * Keeps the result of a window unless it is there already, from the same sources. The report is written first, so
 * that a result that is there has its report. Of two runs at once the later writer finds that the result is no longer
 * the one that it looked at, and writes both again: report and result never stay of different runs.
 */
export async function keepResult(
  store: ObjectStore,
  { model, window, version, sources, force, judge }: Keeping,
): Promise<{ readonly result: DriftResult; readonly isNew: boolean }> {
  const key = keys.driftResult(model, window, version);
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { value, etag } = await readStored(store, key, driftResultSchema);
    const mayStay = !force && tries === 0;
    if (mayStay && value !== undefined && isSame(value.sources, sources))
      return { result: value, isNew: false };
    const { result, html } = await judge();
    await writeAlways(store, keys.driftReport(model, window, version), new TextEncoder().encode(html));
    if ((await writeOver(store, key, encodeJson(result), etag)) !== undefined) return { result, isNew: true };
  }
  throw new Error(`${key} in ${store.location} is written by other runs without end`);
}

function isSame(a: readonly Source[], b: readonly Source[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
