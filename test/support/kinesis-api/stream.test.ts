import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FIRST_HASH_KEY, hashKeyBefore, LAST_HASH_KEY } from './hash-keys.ts';
import { KinesisStream } from './stream.ts';

/** A resharding: which of the open shards, and whether it is split or merged with the next one. */
const resharding = fc.record({ at: fc.nat(100), kind: fc.constantFrom('split', 'merge') });

function reshard(stream: KinesisStream, { at, kind }: { readonly at: number; readonly kind: string }): void {
  const open = stream.openShards;
  const shard = open[at % open.length]!;
  const next = open[(at % open.length) + 1];
  if (kind === 'split') stream.split(shard.shardId);
  else if (next) stream.merge(next.shardId, shard.shardId);
}

test('however a stream is resharded, each hash key belongs to one open shard', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.array(resharding, { maxLength: 20 }), (shards, steps) => {
      const stream = new KinesisStream('s', shards, 0);
      for (const step of steps) reshard(stream, step);
      const ranges = stream.openShards.map(({ range }) => range);
      expect(ranges[0]!.first).toBe(FIRST_HASH_KEY);
      expect(ranges.at(-1)!.last).toBe(LAST_HASH_KEY);
      for (const [i, { first }] of ranges.slice(1).entries())
        expect(hashKeyBefore(first)).toBe(ranges[i]!.last);
    }),
  );
});

test('children take what their parents took, and come after them', () => {
  fc.assert(
    fc.property(fc.array(resharding, { minLength: 1, maxLength: 20 }), (steps) => {
      const stream = new KinesisStream('s', 2, 0);
      for (const step of steps) reshard(stream, step);
      for (const shard of stream.shards) {
        expect(shard.closed).toBe(!stream.openShards.includes(shard));
        for (const parent of shard.parents) {
          expect(parent.shardId < shard.shardId).toBe(true);
          expect(parent.range.first <= shard.range.last && shard.range.first <= parent.range.last).toBe(true);
        }
      }
    }),
  );
});

test('a closed shard, the first key of a shard and shards that are not neighbours are refused', () => {
  const stream = new KinesisStream('s', 3, 0);
  const [a, b, c] = stream.shards.map(({ shardId }) => shardId);
  expect(() => stream.merge(a!, c!)).toThrow('not adjacent');
  expect(() => stream.merge(a!, a!)).toThrow('not adjacent');
  expect(() => stream.split(b!, stream.shards[1]!.range.first)).toThrow('NewStartingHashKey');
  stream.split(a!);
  expect(() => stream.split(a!)).toThrow('closed');
  expect(() => stream.merge(a!, b!)).toThrow('closed');
});
