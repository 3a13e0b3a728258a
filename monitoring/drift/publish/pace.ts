import { keys } from '../../../lib/contract/keys.ts';
import { type WindowPace, windowPaceSchema } from '../../../lib/contract/profile.ts';
import { encodeJson } from '../../../lib/registry/json.ts';
import type { ObjectStore } from '../../../lib/registry/object-store.ts';
import { updateStored } from '../windows/stored-json.ts';

/** Windows that the sandboxes of a model may write in an hour together: 36 USD a month of requests. Their log of predictions is as many objects again. */
export const HOURLY_WRITES = 10_000;

/** Sandboxes write at most once a minute by themselves. */
const OWN_SECONDS = 60;

/**
 * How seldom sandboxes shall write, in whole minutes, so that they stay below HOURLY_WRITES together.
 * @param writers sandboxes of an hour: some ended and others began, so this is rather too many
 */
export function paceFor(writers: number): WindowPace {
  const seconds = Math.ceil((writers * 3600) / HOURLY_WRITES / 60) * 60;
  return { seconds: seconds <= OWN_SECONDS ? 0 : Math.min(3600, seconds) };
}

/** Tells the sandboxes, unless they know. Where nothing was told and nothing needs to be, nothing is written. */
export async function setPace(store: ObjectStore, model: string, pace: WindowPace): Promise<void> {
  await updateStored(store, { key: keys.windowPace(model), schema: windowPaceSchema }, (now) =>
    (now?.seconds ?? 0) === pace.seconds ? undefined : encodeJson(pace),
  );
}
