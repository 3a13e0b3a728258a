/**
 * The carried keys of a batch's records, each as `"key":value,…` in UTF-8, back to back in one buffer. Records
 * are appended in order; one that carries nothing has an empty piece.
 */
export class CarriedColumn {
  bytes: Buffer = EMPTY;
  /** Where the piece of each record ends; it begins where the one before it ends. */
  ends: Int32Array;
  private count = 0;
  private end = 0;

  /** @param records how many are expected */
  constructor(records: number) {
    this.ends = new Int32Array(records);
  }

  from(record: number): number {
    return record === 0 ? 0 : this.ends[record - 1]!;
  }

  to(record: number): number {
    return this.ends[record]!;
  }

  /** Makes room for so many bytes more: then `bytes` may be written from `end` on. */
  reserve(bytes: number): number {
    if (this.end + bytes > this.bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(FIRST_BYTES * this.ends.length, 2 * (this.end + bytes)));
      this.bytes.copy(grown, 0, 0, this.end);
      this.bytes = grown;
    }
    return this.end;
  }

  /** Ends the piece of the next record after what was written since `reserve`. */
  finish(end: number): void {
    if (this.count === this.ends.length) {
      const grown = new Int32Array(Math.max(64, 2 * this.count));
      grown.set(this.ends);
      this.ends = grown;
    }
    this.ends[this.count++] = end;
    this.end = end;
  }

  appendText(text: string): void {
    const at = this.reserve(3 * text.length);
    this.finish(at + this.bytes.write(text, at));
  }

  appendNothing(): void {
    this.finish(this.end);
  }
}

/** Bytes of a carried number under a short key, to start with. */
const FIRST_BYTES = 24;

const EMPTY = Buffer.alloc(0);
