import type { Shard } from './stream-client.ts';

/**
 * The shards that may be read now: those not finished whose parents are finished too, or trimmed. A key's
 * records move from parent to child when a stream is resharded, so a child is read after its parents.
 */
export function readableShards(shards: readonly Shard[], finished: ReadonlySet<string>): readonly Shard[] {
  const unfinished = new Set(shards.map((shard) => shard.shardId).filter((id) => !finished.has(id)));
  return shards.filter(
    (shard) =>
      unfinished.has(shard.shardId) &&
      !unfinished.has(shard.parentShardId ?? '') &&
      !unfinished.has(shard.adjacentParentShardId ?? ''),
  );
}
