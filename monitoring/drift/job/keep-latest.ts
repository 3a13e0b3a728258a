import { type DriftResult, driftResultSchema } from '../../../lib/contract/drift.ts';
import { keys } from '../../../lib/contract/keys.ts';
import { encodeJson } from '../../../lib/registry/json.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { readStored, writeAlways, writeOver } from '../windows/stored-json.ts';
import type { WindowToTell } from './tell.ts';
import { ownCounts } from './version-hours.ts';

/** Runs at once that may get in each other's way. */
const MAX_TRIES = 5;

/** Of the newest hour the version that answered most of it stands for the model; of equal ones the newest. */
export function newestOf(windows: readonly WindowToTell[]): WindowToTell | undefined {
  const hours = windows.filter(({ window }) => window.kind === 'hour');
  const last = hours.filter(({ window }) => window.to === hours.at(-1)!.window.to);
  return last.toSorted((a, b) => ownRows(a) - ownRows(b)).at(-1);
}

/** Without those of the hours that its window reached back for. */
function ownRows({ result, window, hours }: WindowToTell): number {
  return ownCounts(hours, result.version, window)?.rows ?? 0;
}

/**
 * Puts the newest hour's result and report where people find them without knowing the hour, unless they are there or
 * newer ones are. The report comes first: a run that is cut off between them is made good by the next.
 * @param render the report, as it is read there
 */
export async function keepLatest(
  store: ObjectStore,
  result: DriftResult,
  render: () => string,
): Promise<void> {
  const { model } = result;
  const key = keys.latestDriftResult(model);
  const body = encodeJson(result);
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { value: now, etag } = await readStored(store, key, driftResultSchema);
    if (now !== undefined && now.window.to > result.window.to) return;
    if (now !== undefined && Buffer.compare(encodeJson(now), body) === 0) return;
    await writeAlways(store, keys.latestDriftReport(model), new TextEncoder().encode(render()));
    if ((await writeOver(store, key, body, etag)) !== undefined) return;
  }
  throw new Error(`${key} in ${store.location} is written by other runs without end`);
}
