import { setTimeout as sleep } from 'node:timers/promises';
import { keys } from '../../../lib/contract/keys.ts';
import { windowObjectSchema } from '../../../lib/contract/profile.ts';
import { NOT_MODIFIED, type ObjectStore } from '../../../lib/registry/object-store.ts';

const POLL_MS = 50;

export interface CountedWait {
  readonly monitoring: ObjectStore;
  readonly model: string;
  readonly hour: string;
  /** Predicted and rejected records that are to come. */
  readonly records: number;
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

/** Waits until the function has written the counts of so many records of an hour, or until patience ends. */
export async function waitForCounts(wait: CountedWait): Promise<void> {
  const until = performance.now() + wait.patienceMs;
  while ((await countedRecords(wait)) < wait.records && performance.now() < until) {
    wait.signal.throwIfAborted();
    await sleep(POLL_MS);
  }
}

async function countedRecords({ monitoring, model, hour }: CountedWait): Promise<number> {
  let sum = 0;
  for await (const { key } of monitoring.list(keys.windowHourPrefix(model, hour))) {
    const object = await monitoring.get(key);
    if (object === undefined || object === NOT_MODIFIED) continue;
    const { counts } = windowObjectSchema.parse(JSON.parse(Buffer.from(object.body).toString('utf8')));
    const rejected = Object.values(counts.rejected).flatMap((fields) => Object.values(fields));
    sum += rejected.reduce((a, b) => a + b, counts.rows);
  }
  return sum;
}
