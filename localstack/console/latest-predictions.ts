import { reasonOf } from '../../lib/contract/errors.ts';
import { readableShards } from '../../lib/streams/shard-lineage.ts';
import { openShard, type ShardReader } from '../../lib/streams/shard-reader.ts';
import type { ShardPosition, StreamClient } from '../../lib/streams/stream-client.ts';
import { LATEST } from '../../lib/streams/stream-client.ts';
import { MAX_RECORDS, type PredictionView } from './api.ts';
import { predictionView } from './prediction-view.ts';

/** What it takes of a StreamClient. */
export type PredictionSource = Pick<StreamClient, 'listShards' | 'shardIterator' | 'getRecords'>;

export interface LatestPredictions {
  /** Newest first, at most MAX_RECORDS. Reads on from where the last look ended. */
  look(): Promise<readonly PredictionView[]>;
  /** Why the stream could not be read at the latest look, or undefined. */
  readonly problem: string | undefined;
}

/** How far back the first look goes: what a person has just sent is there when the page opens. */
const FIRST_LOOK_MS = 60_000;
/** A shard of Kinesis gives five reads a second to all its readers: no more often, however many pages ask. */
const LEAST_PAUSE_MS = 400;
/** Records of one request. */
const PAGE = 1000;
/** Requests of one look and shard; what is still ahead then is skipped: the latest are wanted, not all. */
const MAX_PAGES = 4;

/**
 * The latest predictions, read from the output stream by iterators of its own, so that no other reader misses one.
 * It reads when somebody looks, and only then.
 */
export function latestPredictions(
  client: PredictionSource,
  stream: string,
  now: () => number,
): LatestPredictions {
  let readers: ShardReader[] = [];
  let latest: readonly PredictionView[] = [];
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;
  let problem: string | undefined;

  async function readOn(): Promise<void> {
    if (readers.length === 0)
      readers = await open({ type: 'AT_TIMESTAMP', timestamp: new Date(now() - FIRST_LOOK_MS) });
    const found: PredictionView[] = [];
    for (const [place, reader] of readers.entries()) {
      const isBehind = await readPages(reader, found);
      if (isBehind) readers[place] = await openShard(client, stream, reader.shardId, LATEST);
    }
    // A resharded stream is begun anew: its open shards have the latest.
    if (readers.some((reader) => reader.finished)) readers = await open(LATEST);
    // Those of a batch have one time: then the order of the shard tells, which is read from its oldest on.
    latest = newest([...found.reverse(), ...latest]);
  }

  async function open(position: ShardPosition): Promise<ShardReader[]> {
    const shards = await client.listShards(stream);
    const closed = new Set(shards.filter((shard) => shard.closed).map(({ shardId }) => shardId));
    const open = readableShards(shards, closed);
    return Promise.all(open.map(({ shardId }) => openShard(client, stream, shardId, position)));
  }

  return {
    get problem() {
      return problem;
    },
    async look() {
      const sinceMs = now() - lookedAt;
      // Negative: somebody has set the clock back.
      const isDue = sinceMs >= LEAST_PAUSE_MS || sinceMs < 0;
      if (looking === undefined && isDue) {
        lookedAt = now();
        looking = readOn().then(
          () => {
            problem = undefined;
          },
          (error: unknown) => {
            problem = reasonOf(error);
            readers = [];
          },
        );
        void looking.then(() => {
          looking = undefined;
        });
      }
      await looking;
      return latest;
    },
  };
}

/** @returns whether there is more than could be read */
async function readPages(reader: ShardReader, found: PredictionView[]): Promise<boolean> {
  for (let page = 0; page < MAX_PAGES; page++) {
    const { records, millisBehindLatest } = await reader.read(PAGE);
    // Only the newest of a page can be shown.
    for (const { data, arrivedAt } of records.slice(-MAX_RECORDS)) {
      const view = predictionView(data, arrivedAt);
      if (view !== undefined) found.push(view);
    }
    if (records.length === 0 || millisBehindLatest === 0) return false;
  }
  return true;
}

/** A prediction that was put twice is shown once. */
function newest(views: readonly PredictionView[]): PredictionView[] {
  const byId = new Map(views.map((view) => [view.id, view]));
  return [...byId.values()].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)).slice(0, MAX_RECORDS);
}
