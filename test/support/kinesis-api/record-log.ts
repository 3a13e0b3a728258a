/** The first segment is small, because most streams of tests are; the others hold thousands of records. */
const FIRST_SEGMENT_BYTES = 64 * 1024;
const SEGMENT_BYTES = 8 * 1024 * 1024;
const FIRST_RECORDS = 256;

export interface LoggedRecord {
  readonly partitionKey: string;
  /** A view into the log, which only ever grows: not to be written to. */
  readonly data: Buffer;
  /** Milliseconds since 1970. */
  readonly arrivedAt: number;
}

/**
 * The records of a shard in the order of their arrival, by index from 0. A record takes its own bytes and 24 more,
 * all of them outside the heap, so that millions fit and the garbage collector sees none of them.
 */
export class RecordLog {
  count = 0;
  #segments: Buffer[] = [];
  /** Bytes used of the last segment. */
  #used = 0;
  #segmentOf = new Uint32Array(FIRST_RECORDS);
  #starts = new Uint32Array(FIRST_RECORDS);
  #keyBytes = new Uint32Array(FIRST_RECORDS);
  #dataBytes = new Uint32Array(FIRST_RECORDS);
  #arrivals = new Float64Array(FIRST_RECORDS);

  /**
   * @param arrivedAt milliseconds since 1970; an earlier time than the last record's counts as that
   * @returns the record's index
   */
  append(partitionKey: string, data: Uint8Array, arrivedAt: number): number {
    const index = this.count;
    if (index === this.#starts.length) this.#growIndex();
    const segment = this.#segmentWith(Buffer.byteLength(partitionKey) + data.byteLength);
    const keyBytes = segment.write(partitionKey, this.#used);
    segment.set(data, this.#used + keyBytes);
    this.#segmentOf[index] = this.#segments.length - 1;
    this.#starts[index] = this.#used;
    this.#keyBytes[index] = keyBytes;
    this.#dataBytes[index] = data.byteLength;
    this.#arrivals[index] = index === 0 ? arrivedAt : Math.max(arrivedAt, this.arrivedAt(index - 1));
    this.#used += keyBytes + data.byteLength;
    this.count++;
    return index;
  }

  at(index: number): LoggedRecord {
    const segment = this.#segments[this.#segmentOf[index]!]!;
    const start = this.#starts[index]!;
    const dataStart = start + this.#keyBytes[index]!;
    return {
      partitionKey: segment.toString('utf8', start, dataStart),
      data: segment.subarray(dataStart, dataStart + this.#dataBytes[index]!),
      arrivedAt: this.arrivedAt(index),
    };
  }

  arrivedAt(index: number): number {
    return this.#arrivals[index]!;
  }

  /** Of data and key. */
  bytes(index: number): number {
    return this.#keyBytes[index]! + this.#dataBytes[index]!;
  }

  /** The first record that came at a time or later; the count when there is none. */
  firstSince(time: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#arrivals[middle]! < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #segmentWith(bytes: number): Buffer {
    const last = this.#segments.at(-1);
    if (last && this.#used + bytes <= last.length) return last;
    const least = last ? SEGMENT_BYTES : FIRST_SEGMENT_BYTES;
    const segment = Buffer.allocUnsafeSlow(Math.max(least, bytes));
    this.#segments.push(segment);
    this.#used = 0;
    return segment;
  }

  #growIndex(): void {
    this.#segmentOf = grown(this.#segmentOf);
    this.#starts = grown(this.#starts);
    this.#keyBytes = grown(this.#keyBytes);
    this.#dataBytes = grown(this.#dataBytes);
    const arrivals = new Float64Array(2 * this.#arrivals.length);
    arrivals.set(this.#arrivals);
    this.#arrivals = arrivals;
  }
}

function grown(numbers: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const twice = new Uint32Array(2 * numbers.length);
  twice.set(numbers);
  return twice;
}
