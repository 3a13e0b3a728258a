import { setTimeout as delay } from 'node:timers/promises';
import { keys } from '../../lib/contract/keys.ts';
import { quarantinedRecordSchema } from '../../lib/contract/rejection.ts';
import { NOT_MODIFIED, type ObjectStore, type ObjectSummary } from '../../lib/registry/object-store.ts';
import { MAX_RECORDS, type RejectionView } from './api.ts';

export interface LatestRejections {
  /**
   * Newest first, at most MAX_RECORDS. The quarantine is looked through when `rejected` is another than before. One
   * that answers slowly is waited for by nobody: what was found before is what there is until then.
   * @param rejected how many records were rejected so far
   */
  look(rejected: number): Promise<readonly RejectionView[]>;
}

/** Objects that are read at one look; each has at least one rejection. */
const MAX_OBJECTS = 5;
/** An object may hold ten thousand records with their data: such a one is left to weir quarantine. */
const MAX_OBJECT_BYTES = 4 * 1024 * 1024;
/** Listing takes longer the more there is; it gets this share of the time at most. */
const LISTING_SHARE = 0.1;
/** A store that does not answer, or fails, is asked again after a while. */
const AFTER_FAILURE_MS = 5_000;
/** Longer than a directory takes, shorter than a person notices. */
const PATIENCE_MS = 250;
/** Yesterday too: the first look after midnight would else find nothing. */
const DAY_MS = 24 * 3600 * 1000;

/** The latest rejections of a model, from its quarantine. No value of a record is in them. */
export function latestRejections(
  store: Pick<ObjectStore, 'list' | 'get'>,
  model: string,
  now: () => number,
): LatestRejections {
  let latest: readonly RejectionView[] = [];
  let seen = -1;
  let startedAt = Number.NEGATIVE_INFINITY;
  let pauseMs = 0;
  let looking: Promise<void> | undefined;

  async function readOn(): Promise<void> {
    const found: RejectionView[] = [];
    for (const { key } of await newestObjects(store, model, startedAt))
      found.push(...(await readObject(store, key)));
    latest = found.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).slice(0, MAX_RECORDS);
    pauseMs = (now() - startedAt) / LISTING_SHARE;
  }

  return {
    async look(rejected) {
      const sinceMs = now() - startedAt;
      // Negative: somebody has set the clock back.
      const isDue = sinceMs >= pauseMs || sinceMs < 0;
      if (looking === undefined && rejected !== seen && isDue) {
        const before = seen;
        seen = rejected;
        startedAt = now();
        looking = readOn()
          .catch(() => {
            seen = before;
            pauseMs = AFTER_FAILURE_MS;
          })
          .finally(() => {
            looking = undefined;
          });
      }
      if (looking !== undefined) await Promise.race([looking, delay(PATIENCE_MS, undefined, { ref: false })]);
      return latest;
    },
  };
}

/** Of today and yesterday (UTC), by the time they were written. */
async function newestObjects(
  store: Pick<ObjectStore, 'list'>,
  model: string,
  nowMs: number,
): Promise<ObjectSummary[]> {
  const objects: ObjectSummary[] = [];
  for (const day of [nowMs, nowMs - DAY_MS].map((at) => new Date(at).toISOString().slice(0, 10))) {
    for await (const object of store.list(`${keys.quarantinePrefix(model)}${day}/`))
      if (object.bytes <= MAX_OBJECT_BYTES) objects.push(object);
    if (objects.length >= MAX_OBJECTS) break;
  }
  return objects.sort((a, b) => b.lastModified.getTime() - a.lastModified.getTime()).slice(0, MAX_OBJECTS);
}

async function readObject(store: Pick<ObjectStore, 'get'>, key: string): Promise<RejectionView[]> {
  const stored = await store.get(key);
  // Replayed and removed meanwhile.
  if (stored === undefined || stored === NOT_MODIFIED) return [];
  const lines = Buffer.from(stored.body).toString('utf8').trimEnd().split('\n');
  return lines.slice(-MAX_RECORDS).flatMap((line) => {
    const view = rejectionView(line);
    return view === undefined ? [] : [view];
  });
}

function rejectionView(line: string): RejectionView | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { data: record } = quarantinedRecordSchema.safeParse(value);
  if (record === undefined) return undefined;
  const { predictionId, reason, field = null, came = null, action, rejectedAt } = record;
  return { id: predictionId, reason, field, came, action, at: rejectedAt };
}
