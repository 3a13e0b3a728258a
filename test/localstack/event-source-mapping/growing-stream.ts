import type { LeapingClock } from '../../support/clocks.ts';
import type { MemoryStreams } from '../../support/memory-streams.ts';
import { memoryStream } from './mapping-world.ts';

/** A record that was put: its place among those of its key, over all of the key's shards. */
export interface PutRecord {
  readonly id: string;
  readonly shardId: string;
  readonly key: string;
  readonly place: number;
}

/** A stream that takes records and is resharded as on AWS: a key's records move from parent to child. */
export class GrowingStream {
  readonly client: MemoryStreams;
  readonly records = new Map<string, PutRecord>();
  readonly #shardOfKey = new Map<string, string>();
  readonly #placesOfKey = new Map<string, number>();
  readonly #random: () => number;

  constructor(clock: LeapingClock, shards: number, keys: number, random: () => number) {
    this.client = memoryStream(shards, clock);
    this.#random = random;
    for (let key = 0; key < keys; key++) this.#shardOfKey.set(`key ${key}`, this.#any(this.#open()));
  }

  put(count: number): void {
    for (let index = 0; index < count; index++) {
      const key = this.#any([...this.#shardOfKey.keys()]);
      const shardId = this.#shardOfKey.get(key)!;
      const { sequenceNumber } = this.client.put(shardId, { data: Buffer.from('x'), partitionKey: key });
      const place = this.#placesOfKey.get(key) ?? 0;
      this.#placesOfKey.set(key, place + 1);
      const id = `${shardId}:${sequenceNumber}`;
      this.records.set(id, { id, shardId, key, place });
    }
  }

  /** Splits a shard, or merges two. */
  reshard(): void {
    const open = this.#open();
    if (open.length > 1 && this.#random() < 0.5) {
      const [first, second] = [open[0]!, open.at(-1)!];
      const child = this.client.merge(first, second);
      this.#move([first, second], [child]);
    } else {
      const parent = this.#any(open);
      this.#move([parent], this.client.split(parent));
    }
  }

  /** The records of the shards before a shard. */
  before(shardId: string): PutRecord[] {
    const { parents } = this.client.shards.get(shardId)!;
    return [...this.records.values()].filter((record) => parents.includes(record.shardId));
  }

  #move(parents: readonly string[], children: readonly string[]): void {
    for (const [key, shardId] of this.#shardOfKey)
      if (parents.includes(shardId)) this.#shardOfKey.set(key, this.#any(children));
  }

  #open(): string[] {
    return [...this.client.shards].filter(([, { closed }]) => !closed).map(([shardId]) => shardId);
  }

  #any<T>(choices: readonly T[]): T {
    return choices[Math.floor(this.#random() * choices.length)]!;
  }
}
