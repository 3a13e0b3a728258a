import type { EventSourceMappingSettings } from '../../../lib/contract/event-source-mapping.ts';
import type { Shard, ShardPosition } from '../../../lib/streams/stream-client.ts';
import { LATEST, TRIM_HORIZON } from '../../../lib/streams/stream-client.ts';
import type { Checkpoint, CheckpointStore } from './checkpoint-store.ts';

/** A shard's checkpoint while the shard is delivered. */
export interface ShardProgress {
  /** Where reading begins. */
  readonly position: ShardPosition;
  /** True when an earlier run delivered a closed shard to its end. */
  readonly finished: boolean;
  /** The record with this sequence number and all before it are done. */
  advance(sequenceNumber: string): Promise<void>;
  finish(): Promise<void>;
}

export interface ProgressOptions {
  readonly checkpoints: CheckpointStore;
  readonly startingPosition: EventSourceMappingSettings['startingPosition'];
  readonly nowMs: number;
}

/** Takes up the shard's checkpoint, or starts one. */
export async function openProgress(shard: Shard, options: ProgressOptions): Promise<ShardProgress> {
  const { checkpoints, startingPosition, nowMs } = options;
  const found = await checkpoints.load(shard.shardId);
  const parent = await loadParent(shard, checkpoints);
  let current: Checkpoint = found ?? {
    sequenceNumber: null,
    since: parent?.since ?? new Date(nowMs).toISOString(),
    finished: false,
  };

  function save(next: Checkpoint): Promise<void> {
    current = next;
    return checkpoints.save(shard.shardId, next);
  }
  if (found === undefined) await save(current);

  const isNew = found === undefined && parent === undefined;
  return {
    position: isNew && startingPosition === 'LATEST' ? LATEST : resumePosition(current, startingPosition),
    finished: current.finished,
    advance: (sequenceNumber) => save({ ...current, sequenceNumber }),
    finish: () => save({ ...current, finished: true }),
  };
}

async function loadParent(shard: Shard, checkpoints: CheckpointStore): Promise<Checkpoint | undefined> {
  return shard.parentShardId === undefined ? undefined : checkpoints.load(shard.parentShardId);
}

/** Without anything done yet, LATEST is the moment it was first meant, so that a restart skips nothing. */
function resumePosition(
  { sequenceNumber, since }: Checkpoint,
  startingPosition: ProgressOptions['startingPosition'],
): ShardPosition {
  if (sequenceNumber !== null) return { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber };
  if (startingPosition === 'LATEST') return { type: 'AT_TIMESTAMP', timestamp: new Date(since) };
  return TRIM_HORIZON;
}
