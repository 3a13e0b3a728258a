import type { PutReceipt, StreamEntry } from '../../../lib/streams/stream-client.ts';
import { invalidArgument, KinesisError } from './errors.ts';
import { evenRanges, type HashKeyRange, hashKeyBefore, hashKeyOf, middleOf } from './hash-keys.ts';
import { KinesisShard } from './shard.ts';

/** An entry that may say itself where it belongs: 32 hexadecimal digits. */
export interface RoutedEntry extends StreamEntry {
  readonly hashKey?: string;
}

/** A stream: its shards, open and closed, and who takes which key. Nothing is ever trimmed. */
export class KinesisStream {
  readonly name: string;
  readonly createdAt: number;
  /** In the order in which they began. */
  readonly shards: KinesisShard[] = [];
  #open: readonly KinesisShard[] = [];

  constructor(name: string, shardCount: number, createdAt: number) {
    this.name = name;
    this.createdAt = createdAt;
    this.#open = evenRanges(shardCount).map((range) => this.#begin(range, []));
  }

  get openShards(): readonly KinesisShard[] {
    return this.#open;
  }

  /** @throws ResourceNotFoundException */
  shard(shardId: string): KinesisShard {
    const shard = this.shards.find((candidate) => candidate.shardId === shardId);
    if (shard) return shard;
    throw new KinesisError('ResourceNotFoundException', `no shard ${shardId} in stream ${this.name}`);
  }

  put(entry: RoutedEntry, now: number): PutReceipt {
    const hashKey = entry.hashKey ?? hashKeyOf(entry.partitionKey);
    const shard = this.#open.find(({ range }) => hashKey <= range.last)!;
    const index = shard.log.append(entry.partitionKey, entry.data, now);
    return { shardId: shard.shardId, sequenceNumber: shard.numbers.of(index) };
  }

  /**
   * Closes a shard and begins two that take its keys.
   * @param firstOfUpper the first hash key of the second child. Default: the middle.
   */
  split(shardId: string, firstOfUpper?: string): readonly [KinesisShard, KinesisShard] {
    const parent = this.#openShard(shardId);
    const { first, last } = parent.range;
    const middle = firstOfUpper ?? middleOf(first, last) ?? first;
    if (middle <= first || middle > last) {
      throw invalidArgument(`NewStartingHashKey is not within the keys of ${shardId}, or is its first`);
    }
    const lower = this.#begin({ first, last: hashKeyBefore(middle) }, [parent]);
    const upper = this.#begin({ first: middle, last }, [parent]);
    this.#replace([parent], [lower, upper]);
    return [lower, upper];
  }

  /** Closes two shards whose keys are adjacent and begins one that takes them all. */
  merge(shardId: string, adjacentShardId: string): KinesisShard {
    const parents = [this.#openShard(shardId), this.#openShard(adjacentShardId)] as const;
    const [low, high] = parents.toSorted((a, b) => (a.range.first < b.range.first ? -1 : 1));
    const areAdjacent = low !== high && this.#open.indexOf(high!) === this.#open.indexOf(low!) + 1;
    if (!areAdjacent) throw invalidArgument(`${shardId} and ${adjacentShardId} are not adjacent`);
    const child = this.#begin({ first: low!.range.first, last: high!.range.last }, parents);
    this.#replace(parents, [child]);
    return child;
  }

  #openShard(shardId: string): KinesisShard {
    const shard = this.shard(shardId);
    if (!shard.closed) return shard;
    throw invalidArgument(`${shardId} is closed: it was split or merged`);
  }

  #begin(range: HashKeyRange, parents: readonly KinesisShard[]): KinesisShard {
    const shard = new KinesisShard(this.shards.length, range, parents);
    this.shards.push(shard);
    return shard;
  }

  #replace(parents: readonly KinesisShard[], children: readonly KinesisShard[]): void {
    for (const parent of parents) parent.closed = true;
    const open = [...this.#open.filter((shard) => !shard.closed), ...children];
    this.#open = open.sort((a, b) => (a.range.first < b.range.first ? -1 : 1));
  }
}
