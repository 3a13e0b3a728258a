import { z } from 'zod';

/** How far a shard has been delivered. */
export const checkpointSchema = z.strictObject({
  /** The last record that is done; null when none is yet. */
  sequenceNumber: z.string().nullable(),
  /**
   * When the shard, or the first of its ancestors that the mapping knew, was opened: what LATEST meant, for a
   * restart before anything was done, and for the shard's children.
   */
  since: z.iso.datetime(),
  /** True once a closed shard was delivered to its end. */
  finished: z.boolean(),
});

export type Checkpoint = Readonly<z.infer<typeof checkpointSchema>>;

/** Where an event source mapping keeps its checkpoints, one for each shard. */
export interface CheckpointStore {
  load(shardId: string): Promise<Checkpoint | undefined>;
  /** The next load sees all of it, or (after a crash) all of the one before. */
  save(shardId: string, checkpoint: Checkpoint): Promise<void>;
}
