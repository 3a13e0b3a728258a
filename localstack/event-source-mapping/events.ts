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
  /** The shard could not be read; it is tried again. */
  | { readonly type: 'read-failed'; readonly reason: string }
  /** A closed shard was delivered to its end. */
  | { readonly type: 'shard-finished' };
