import { type DriftResult, driftResultSchema } from '../../../lib/contract/drift.ts';
import { keys } from '../../../lib/contract/keys.ts';
import { hourOf } from '../../../lib/contract/profile.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { readStored } from '../windows/stored-json.ts';
import { dayOf } from '../windows/window.ts';

/** Where a result is. */
export interface StoredResult {
  /** An hour or a day. */
  readonly window: string;
  readonly version: number;
  readonly key: string;
  readonly reportKey: string;
  /** Another when the window was judged anew. */
  readonly etag: string;
}

/** The newest hour that was judged, of the version that answered most of it; undefined when none was, or it is damaged. */
export async function latestResult(store: ObjectStore, model: string): Promise<DriftResult | undefined> {
  return (await readStored(store, keys.latestDriftResult(model), driftResultSchema)).value;
}

/** The result of a window; undefined when there is none, or it is damaged. */
export async function readResult(
  store: ObjectStore,
  model: string,
  window: string,
  version: number,
): Promise<DriftResult | undefined> {
  return (await readStored(store, keys.driftResult(model, window, version), driftResultSchema)).value;
}

const PLACE = /^(\d{4}-\d{2}-\d{2}(?:T\d{2})?)\/v([1-9]\d{0,14})\.json$/;

/**
 * The results that are there, by window, then version; a day comes before its hours.
 * @param since windows of this day and later. Default: all
 */
export async function listResults(store: ObjectStore, model: string, since?: Date): Promise<StoredResult[]> {
  const prefix = keys.driftPrefix(model);
  const results: StoredResult[] = [];
  const from = since === undefined ? {} : { startAfter: prefix + dayOf(hourOf(since)) };
  for await (const { key, etag } of store.list(prefix, from)) {
    const [, window, version] = PLACE.exec(key.slice(prefix.length)) ?? [];
    if (window === undefined) continue;
    results.push({
      ...{ window, version: Number(version), key, etag },
      reportKey: keys.driftReport(model, window, Number(version)),
    });
  }
  return results.toSorted((a, b) =>
    a.window === b.window ? a.version - b.version : a.window < b.window ? -1 : 1,
  );
}
