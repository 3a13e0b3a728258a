import type { GrowingStream } from './growing-stream.ts';
import type { Delivery } from './mapping-world.ts';

/**
 * Keeps account of what was delivered and what became of it, and notes each step that breaks a rule: never a
 * child before its parents, never more than the factor's batches of a shard in flight, a key in one of them, the
 * records of a key completed in their order, and (in a world where it can be) nothing delivered that is done.
 */
export class Ledger {
  /** Done, or in the destination. */
  readonly completed = new Set<string>();
  readonly violations: string[] = [];
  readonly #stream: GrowingStream;
  readonly #repeats: boolean;
  readonly #nextOfKey = new Map<string, number>();

  /** @param repeats whether what is done may be delivered again: hosts are killed, say */
  constructor(stream: GrowingStream, repeats: boolean) {
    this.#stream = stream;
    this.#repeats = repeats;
  }

  /** A batch that is delivered by a run. Answers with what ends its flight. */
  deliver(delivery: Delivery, run: Run): () => void {
    const records = delivery.map((id) => this.#stream.records.get(id)!);
    const { shardId } = records[0]!;
    const isOpen = ({ id }: { readonly id: string }) => !this.completed.has(id);
    this.#rule(
      'one shard',
      records.every((record) => record.shardId === shardId),
    );
    this.#rule('order of the shard', delivery.join() === [...delivery].sort().join());
    this.#rule('batchSize', delivery.length <= run.batchSize);
    this.#rule('parents first', !this.#stream.before(shardId).some(isOpen));
    this.#rule('no repeats', this.#repeats || records.every(isOpen));
    const flight = run.take(shardId, new Set(records.map(({ key }) => key)));
    this.#rule('one batch of a key in flight', flight.keysAreFree);
    this.#rule('parallelizationFactor', flight.withinFactor);
    return flight.land;
  }

  /** Records that are done or in the destination by now. */
  complete(delivery: Delivery): void {
    for (const id of delivery) {
      if (this.completed.has(id)) continue;
      const { key, place } = this.#stream.records.get(id)!;
      this.#rule('order of the key', place === (this.#nextOfKey.get(key) ?? 0));
      this.#nextOfKey.set(key, place + 1);
      this.completed.add(id);
    }
  }

  #rule(name: string, holds: boolean): void {
    if (!holds) this.violations.push(name);
  }
}

/** The flights of one run of the mapping. */
export class Run {
  readonly batchSize: number;
  readonly #factor: number;
  readonly #flights = new Map<string, Set<ReadonlySet<string>>>();

  constructor(settings: { readonly batchSize: number; readonly parallelizationFactor: number }) {
    this.batchSize = settings.batchSize;
    this.#factor = settings.parallelizationFactor;
  }

  take(shardId: string, keys: ReadonlySet<string>) {
    const flights = this.#flights.get(shardId) ?? new Set();
    this.#flights.set(shardId, flights);
    const keysAreFree = ![...flights].some((other) => [...other].some((key) => keys.has(key)));
    flights.add(keys);
    return {
      keysAreFree,
      withinFactor: flights.size <= this.#factor,
      land: () => void flights.delete(keys),
    };
  }
}
