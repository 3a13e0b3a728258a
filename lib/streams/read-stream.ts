import { setTimeout as sleep } from 'node:timers/promises';
import { readableShards } from './shard-lineage.ts';
import { openShard, type ShardReader } from './shard-reader.ts';
import type { ShardPosition, StreamClient, StreamRecord } from './stream-client.ts';
import { StreamThrottled, TRIM_HORIZON } from './stream-client.ts';

export interface ReadOptions {
  /** Where to start. */
  readonly position: ShardPosition;
  /** Waits for more at the end of the stream, until the signal aborts; otherwise reading ends there. Default: true. */
  readonly follow?: boolean;
  /** The pause when nothing has come. Default: 250 ms; a shard of AWS gives five reads a second to all readers. */
  readonly pollMs?: number;
  /** Records of one request at most: 1 to 10,000. Default: 10,000. */
  readonly limit?: number;
  /** Ends the reading, without an error. */
  readonly signal?: AbortSignal;
}

/** What reading takes of a StreamClient. */
export type StreamSource = Pick<StreamClient, 'listShards' | 'shardIterator' | 'getRecords'>;

/** A record and the shard it was read from. */
export interface ShardRecord extends StreamRecord {
  readonly shardId: string;
}

/**
 * Reads all shards of a stream, each in its order, children after their parents. The promise resolves once
 * the start positions are taken: what is put afterwards is read, with LATEST too.
 * @throws StreamNotFound, StreamsUnreachable; while reading, whatever the port throws but throttling
 */
export async function readStream(
  client: StreamSource,
  stream: string,
  options: ReadOptions,
): Promise<AsyncIterable<ShardRecord>> {
  const shards = await client.listShards(stream);
  // LATEST means what comes from now on: closed shards have nothing to say, their open children begin at once.
  const finished = new Set(
    options.position.type === 'LATEST' ? shards.filter((s) => s.closed).map((s) => s.shardId) : [],
  );
  const readers = await Promise.all(
    readableShards(shards, finished).map((shard) =>
      openShard(client, stream, shard.shardId, options.position),
    ),
  );
  return readOn(client, stream, options, readers, finished);
}

async function* readOn(
  client: StreamSource,
  stream: string,
  options: ReadOptions,
  start: readonly ShardReader[],
  finished: Set<string>,
): AsyncGenerator<ShardRecord> {
  const { follow = true, pollMs = 250, limit = 10_000, signal } = options;
  let readers = start;
  while (readers.length > 0 && !signal?.aborted) {
    const pages = await Promise.all(readers.map((reader) => readPage(reader, limit)));
    for (const page of pages) yield* page.records;
    for (const reader of readers) if (reader.finished) finished.add(reader.shardId);
    const caughtUp = pages.every((page) => page.caughtUp);
    const closed = readers.some((reader) => reader.finished);
    if (closed) readers = await openChildren(client, stream, options, readers, finished);
    if (!closed && caughtUp && !follow) return;
    if (caughtUp) await pause(pollMs, signal);
  }
}

interface ReadPage {
  readonly records: readonly ShardRecord[];
  /** True when nothing came and nothing is known to be waiting. */
  readonly caughtUp: boolean;
}

async function readPage(reader: ShardReader, limit: number): Promise<ReadPage> {
  try {
    const page = await reader.read(limit);
    const records = page.records.map((record) => ({ ...record, shardId: reader.shardId }));
    return { records, caughtUp: records.length === 0 && page.millisBehindLatest === 0 };
  } catch (error) {
    if (!(error instanceof StreamThrottled)) throw error;
    await sleep(1_000);
    return { records: [], caughtUp: false };
  }
}

/** The readers that go on, and new ones for shards whose parents have been read to their ends. */
async function openChildren(
  client: StreamSource,
  stream: string,
  options: ReadOptions,
  readers: readonly ShardReader[],
  finished: ReadonlySet<string>,
): Promise<readonly ShardReader[]> {
  const going = readers.filter((reader) => !reader.finished);
  const known = new Set(going.map((reader) => reader.shardId));
  const shards = await client.listShards(stream);
  const position = options.position.type === 'AT_TIMESTAMP' ? options.position : TRIM_HORIZON;
  const children = readableShards(shards, finished).filter((shard) => !known.has(shard.shardId));
  const opened = children.map((shard) => openShard(client, stream, shard.shardId, position));
  return [...going, ...(await Promise.all(opened))];
}

/** Waits, or less when the signal aborts. */
async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}
