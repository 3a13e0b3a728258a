import { reasonOf } from '../../lib/contract/errors.ts';
import type { EventSourceMappingSettings } from '../../lib/contract/event-source-mapping.ts';
import { openShard, type ShardReader } from '../../lib/streams/shard-reader.ts';
import type { Shard, ShardPosition, StreamClient } from '../../lib/streams/stream-client.ts';
import { BatchBuffer } from './batching.ts';
import type { CheckpointStore } from './checkpoints/checkpoint-store.ts';
import { openProgress, type ShardProgress } from './checkpoints/shard-progress.ts';
import { type DeliveryPorts, deliverBatch } from './delivery.ts';
import { type EncodedRecord, type EventSource, encodeRecord } from './kinesis-event.ts';

/** What the delivery of a shard stands on. */
export interface PollerPorts extends Omit<DeliveryPorts, 'onCheckpoint' | 'readsResponses'> {
  readonly client: StreamClient;
  readonly stream: string;
  readonly source: EventSource;
  readonly settings: EventSourceMappingSettings;
  readonly checkpoints: CheckpointStore;
  /** The pause between two reads of a shard that had nothing, in ms. */
  readonly pollMs: number;
}

/** Records of one read: what GetRecords allows. */
const READ_LIMIT = 10_000;

/** The pause after a read that failed. */
const READ_RETRY_MS = 1_000;

/**
 * Delivers one shard in its order, until it ends or the mapping is stopped. Reading and delivering alternate,
 * so that what waits in memory is one page and one batch at most.
 * @throws what the checkpoints and the function's host throw: without them nothing can go on
 */
export async function pollShard(shard: Shard, ports: PollerPorts): Promise<void> {
  const { checkpoints, clock, settings, stopping } = ports;
  const { startingPosition } = settings;
  const progress = await openProgress(shard, { checkpoints, startingPosition, nowMs: clock.now() });
  if (progress.finished) return;
  const reader = await untilOpen(shard.shardId, progress.position, ports);
  if (reader) await deliverAll(reader, progress, ports);
  if (!reader?.finished || stopping.aborted) return;
  await progress.finish();
  ports.onEvent({ type: 'shard-finished' });
}

async function deliverAll(reader: ShardReader, progress: ShardProgress, ports: PollerPorts): Promise<void> {
  const { clock, settings, stopping } = ports;
  const delivery = deliveryPorts(progress, ports);
  const windowMs = settings.maximumBatchingWindowInSeconds * 1000;
  const buffer = new BatchBuffer({ records: settings.batchSize, windowMs });
  while (!stopping.aborted && !(reader.finished && buffer.length === 0)) {
    const dueInMs = buffer.dueInMs(clock.now());
    if (dueInMs === 0 || reader.finished) {
      await deliverBatch(buffer.take(clock.now()), delivery);
      continue;
    }
    const records = await readPage(reader, ports);
    if (records.length > 0) buffer.add(records, clock.now());
    else if (!reader.finished) await clock.sleep(Math.min(ports.pollMs, dueInMs ?? ports.pollMs), stopping);
  }
}

function deliveryPorts(progress: ShardProgress, ports: PollerPorts): DeliveryPorts {
  return {
    ...ports,
    readsResponses: ports.settings.functionResponseTypes.includes('ReportBatchItemFailures'),
    onCheckpoint: (record) => progress.advance(record.sequenceNumber),
  };
}

/** Opens the shard, trying until it works; undefined when the mapping stops before. */
async function untilOpen(
  shardId: string,
  position: ShardPosition,
  ports: PollerPorts,
): Promise<ShardReader | undefined> {
  while (!ports.stopping.aborted) {
    try {
      return await openShard(ports.client, ports.stream, shardId, position);
    } catch (error) {
      await readFailed(error, ports);
    }
  }
  return undefined;
}

/** One page; empty after a failure, so that the loop comes round again. */
async function readPage(reader: ShardReader, ports: PollerPorts): Promise<readonly EncodedRecord[]> {
  try {
    const page = await reader.read(READ_LIMIT);
    return page.records.map((record) => encodeRecord(record, reader.shardId, ports.source));
  } catch (error) {
    await readFailed(error, ports);
    return [];
  }
}

async function readFailed(error: unknown, ports: PollerPorts): Promise<void> {
  ports.onEvent({ type: 'read-failed', reason: reasonOf(error) });
  await ports.clock.sleep(READ_RETRY_MS, ports.stopping);
}
