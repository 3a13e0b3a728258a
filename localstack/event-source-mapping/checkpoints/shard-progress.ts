import type { EventSourceMappingSettings } from '../../../lib/contract/event-source-mapping.ts';
import type { Shard, ShardPosition } from '../../../lib/streams/stream-client.ts';
import { LATEST, TRIM_HORIZON } from '../../../lib/streams/stream-client.ts';
import type { Checkpoint, CheckpointStore, LaneMarks } from './checkpoint-store.ts';
import { isDoneBy, type LaneRecord, mergeMarks } from './lane-marks.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** A shard's checkpoint while the shard is delivered. */
export interface ShardProgress {
  /** Where reading begins. */
  readonly position: ShardPosition;
  /** The record up to which all were done when the shard was opened. */
  readonly sequenceNumber: string | null;
  /** True when an earlier run delivered a closed shard to its end. */
  readonly finished: boolean;
  /** True for a record that a lane of an earlier run was through with. */
  isDone(record: LaneRecord): boolean;
  /** All up to the low-water mark are done, and in each lane all up to its own; null for nothing. */
  advance(lowWater: string | null, lanes: LaneMarks): Promise<void>;
  /** Nothing is done: the stream no longer has what the checkpoint stands on. */
  forget(): Promise<void>;
  /** @param sequenceNumber the last one of the shard; null when it had none */
  finish(sequenceNumber: string | null): Promise<void>;
}

export interface ProgressOptions {
  readonly checkpoints: CheckpointStore;
  readonly settings: Pick<EventSourceMappingSettings, 'startingPosition' | 'startingPositionTimestamp'>;
  readonly nowMs: number;
}

/**
 * Takes up the shard's checkpoint, or starts one. A checkpoint that has the shard at its end although it is open
 * (the stream lost a resharding) is not believed: the shard goes on behind its last record.
 */
export async function openProgress(shard: Shard, options: ProgressOptions): Promise<ShardProgress> {
  const { checkpoints, settings, nowMs } = options;
  const found = await checkpoints.load(shard.shardId);
  const ancestors = await sinceOfParents(shard, checkpoints);
  let current: Checkpoint = found ?? {
    sequenceNumber: null,
    since: ancestors ?? new Date(nowMs).toISOString(),
    finished: false,
  };
  const earlier = current.lanes ?? [];
  const write = oneAtATime(() => checkpoints.save(shard.shardId, current));

  function save(next: Omit<Checkpoint, 'since'>): Promise<void> {
    current = { ...next, since: current.since };
    return write();
  }
  if (found === undefined) await write();

  return {
    position: positionOf(current, settings, found === undefined && ancestors === undefined),
    sequenceNumber: current.sequenceNumber,
    finished: current.finished && shard.closed,
    isDone: (record) => isDoneBy(earlier, record),
    advance(sequenceNumber, marks) {
      const lanes = mergeMarks(earlier, marks, sequenceNumber);
      const above = lanes.length > 0 ? { lanes: lanes.map((lane) => [...lane]) } : {};
      return save({ sequenceNumber, finished: false, ...above });
    },
    forget: () => save({ sequenceNumber: null, finished: false }),
    finish: (sequenceNumber) => save({ sequenceNumber, finished: true }),
  };
}

/** The earliest moment that a parent has; undefined when the mapping knows none. */
async function sinceOfParents(shard: Shard, checkpoints: CheckpointStore): Promise<string | undefined> {
  const parents = [shard.parentShardId, shard.adjacentParentShardId].filter((id) => id !== undefined);
  const known = await Promise.all(parents.map((id) => checkpoints.load(id)));
  return known
    .flatMap((checkpoint) => checkpoint?.since ?? [])
    .sort()
    .at(0);
}

/**
 * Without anything done yet, LATEST is the moment it was first meant, so that a restart skips nothing and the
 * children of a known shard lose nothing. AT_TIMESTAMP is the same moment for every shard: what children have
 * came after their parents were closed, so of a shard that was read from there they give everything.
 */
function positionOf(
  { sequenceNumber, since }: Checkpoint,
  { startingPosition, startingPositionTimestamp }: ProgressOptions['settings'],
  isNew: boolean,
): ShardPosition {
  if (sequenceNumber !== null) return { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber };
  switch (startingPosition) {
    case 'TRIM_HORIZON':
      return TRIM_HORIZON;
    case 'AT_TIMESTAMP':
      return { type: 'AT_TIMESTAMP', timestamp: new Date(startingPositionTimestamp! * 1000) };
    case 'LATEST':
      return isNew ? LATEST : { type: 'AT_TIMESTAMP', timestamp: new Date(since) };
  }
}
