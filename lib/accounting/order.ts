import type { OrderMeasure } from './verdict.ts';

/** A record of a partition key: where it stands in the input, and when its first prediction was read. */
export interface Placed {
  readonly id: string;
  readonly sequenceNumber: string;
  /** Ascending in the order of reading, over all output shards. */
  readonly position: number;
}

/**
 * Compares sequence numbers as numbers: this is the input order of a key. Within a shard they ascend; that a child's
 * are above its parents' holds on the service, whose documents say that those of a key generally grow with time.
 * https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html
 */
export function compareSequenceNumbers(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Measures each key by itself; the records of the others may stand anywhere between. */
export class OrderGauge {
  #keys = 0;
  #outOfPlace = 0;
  #largestDisplacement = 0;
  readonly #onOutOfPlace: (record: Placed, after: Placed) => void;

  /** @param onOutOfPlace takes a record, and a later one of its key whose prediction was read before */
  constructor(onOutOfPlace: (record: Placed, after: Placed) => void) {
    this.#onOutOfPlace = onOutOfPlace;
  }

  /** @param records all predicted records of one partition key, in any order */
  measure(records: readonly Placed[]): void {
    if (records.length < 2) return;
    this.#keys++;
    const input = records.toSorted((a, b) => compareSequenceNumbers(a.sequenceNumber, b.sequenceNumber));
    let earliest = input.at(-1)!;
    let anyOutOfPlace = false;
    for (const record of input.slice(0, -1).reverse()) {
      if (record.position < earliest.position) {
        earliest = record;
        continue;
      }
      anyOutOfPlace = true;
      this.#outOfPlace++;
      this.#onOutOfPlace(record, earliest);
    }
    if (anyOutOfPlace) this.#displace(input);
  }

  result(): OrderMeasure {
    return {
      keys: this.#keys,
      outOfPlace: this.#outOfPlace,
      largestDisplacement: this.#largestDisplacement,
    };
  }

  #displace(input: readonly Placed[]): void {
    const output = new Map(
      input.toSorted((a, b) => a.position - b.position).map((record, place) => [record, place]),
    );
    for (const [place, record] of input.entries()) {
      const displacement = Math.abs(output.get(record)! - place);
      this.#largestDisplacement = Math.max(this.#largestDisplacement, displacement);
    }
  }
}
