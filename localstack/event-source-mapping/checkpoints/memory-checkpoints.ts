import type { Checkpoint, CheckpointStore } from './checkpoint-store.ts';

/** Checkpoints that end with this process. */
export function memoryCheckpoints(): CheckpointStore {
  const checkpoints = new Map<string, Checkpoint>();
  return {
    load: async (shardId) => checkpoints.get(shardId),
    save: async (shardId, checkpoint) => void checkpoints.set(shardId, checkpoint),
  };
}
