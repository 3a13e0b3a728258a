import type { DiscardCondition } from './destinations/failed-batch.ts';

/** What an event source mapping does, for logs and tests. No record's content is in it. */
export type MappingEvent =
  | (ShardEvent & { readonly shardId: string })
  /** The shards could not be listed; they are again in a while. */
  | { readonly type: 'list-failed'; readonly reason: string };

/** What happens on one shard. */
export type ShardEvent =
  /** An invocation ended; `done` of its `records` are, the others come again. */
  | {
      readonly type: 'invoked';
      readonly records: number;
      readonly done: number;
      readonly durationMs: number;
      /** Why not all are done. */
      readonly reason?: string;
      /** True when the invocation failed as a whole, rather than that the function handed records back. */
      readonly failed?: true;
    }
  /** The function's concurrency was in use; the batch waits and is tried again, which uses up no retry. */
  | { readonly type: 'throttled'; readonly records: number }
  /** A batch that failed was split: the numbers of records of its two halves. */
  | { readonly type: 'bisected'; readonly records: number; readonly halves: readonly [number, number] }
  /** Records were given up. `kept`: the destination has them; otherwise there is none, and they are lost. */
  | {
      readonly type: 'discarded';
      readonly records: number;
      readonly condition: DiscardCondition;
      readonly kept: boolean;
    }
  /** The destination did not take records that were given up; it is asked again until it does. */
  | { readonly type: 'destination-failed'; readonly records: number; readonly reason: string }
  /** The shard could not be read; it is tried again. */
  | { readonly type: 'read-failed'; readonly reason: string }
  /** The stream does not know the checkpoint (it lost its newest records, say): all that it has is read again. */
  | { readonly type: 'position-lost' }
  /** A closed shard was delivered to its end. */
  | { readonly type: 'shard-finished' };
