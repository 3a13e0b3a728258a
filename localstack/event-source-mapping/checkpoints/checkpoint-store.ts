import { z } from 'zod';

/**
 * One for each lane of a run: the last of the lane's records that is done, and all of the lane before it; null
 * when that is no news. The lane of a record follows from its partition key and the number of lanes.
 */
const laneMarksSchema = z.array(z.string().nullable()).min(1).max(10);

/** How far a shard has been delivered. */
export const checkpointSchema = z.strictObject({
  /** The last record up to which all are done; null when none is yet. */
  sequenceNumber: z.string().nullable(),
  /**
   * When the shard, or the first of its ancestors that the mapping knew, was opened: what LATEST meant, for a
   * restart before anything was done, and for the shard's children.
   */
  since: z.iso.datetime(),
  /** True once a closed shard was delivered to its end. */
  finished: z.boolean(),
  /**
   * What is done above `sequenceNumber`, because one lane is ahead of another: one list for each
   * parallelization factor that ran since. Left out when there is nothing.
   */
  lanes: z.array(laneMarksSchema).optional(),
});

export type Checkpoint = Readonly<z.infer<typeof checkpointSchema>>;
export type LaneMarks = readonly (string | null)[];

/** Where an event source mapping keeps its checkpoints, one for each shard. */
export interface CheckpointStore {
  load(shardId: string): Promise<Checkpoint | undefined>;
  /** The next load sees all of it, or (after a crash) all of the one before. One call at a time for a shard. */
  save(shardId: string, checkpoint: Checkpoint): Promise<void>;
}
