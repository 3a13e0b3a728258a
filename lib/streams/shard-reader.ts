import type { RecordPage, ShardPosition, StreamClient } from './stream-client.ts';
import { IteratorExpired } from './stream-client.ts';

/** Reads one shard onwards from a position. */
export interface ShardReader {
  readonly shardId: string;
  /** True once a closed shard was read to its end. */
  readonly finished: boolean;
  /**
   * The next page, empty when nothing has come.
   * @param limit 1 to 10,000 records
   * @throws StreamThrottled, and whatever the port throws; reading on afterwards repeats and skips nothing
   */
  read(limit: number): Promise<RecordPage>;
}

/**
 * Opens a shard: the position (LATEST above all) is where the shard stands when this resolves.
 *
 * Iterators expire after 5 minutes without a read (a laptop that slept, say). Until a record was read, a LATEST
 * reader then goes on from the moment of its opening by this machine's clock, which is all there is to go by:
 * one that is behind the service's repeats as much from before the opening, one that is ahead skips as much.
 */
export async function openShard(
  client: Pick<StreamClient, 'shardIterator' | 'getRecords'>,
  stream: string,
  shardId: string,
  position: ShardPosition,
): Promise<ShardReader> {
  const openedAt = new Date();
  let iterator: string | undefined = await client.shardIterator(stream, shardId, position);
  let resumeAt: ShardPosition =
    position.type === 'LATEST' ? { type: 'AT_TIMESTAMP', timestamp: openedAt } : position;

  async function getPage(limit: number): Promise<RecordPage> {
    try {
      return await client.getRecords(iterator!, limit);
    } catch (error) {
      if (!(error instanceof IteratorExpired)) throw error;
      iterator = await client.shardIterator(stream, shardId, resumeAt);
      return client.getRecords(iterator, limit);
    }
  }

  return {
    shardId,
    get finished() {
      return iterator === undefined;
    },
    async read(limit) {
      if (iterator === undefined) return { records: [], nextIterator: undefined, millisBehindLatest: 0 };
      const page = await getPage(limit);
      iterator = page.nextIterator;
      const last = page.records.at(-1);
      if (last) resumeAt = { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: last.sequenceNumber };
      return page;
    },
  };
}
