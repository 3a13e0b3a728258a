/** Digits of a sequence number, those of Kinesis today. */
const DIGITS = 56;
/** Like Kinesis, gaps: nobody may count on the next number. */
const STEP = 16;
const ORDINAL_DIGITS = 18;

/**
 * The sequence numbers of one shard: ascending decimals of 56 digits that differ beyond what a double holds.
 * Those of a shard that began later are higher, so a child's are above its parents'.
 */
export class SequenceNumbers {
  readonly #prefix: string;

  /** @param shardNumber 0 for the first shard of the stream */
  constructor(shardNumber: number) {
    const head = `496${String(shardNumber).padStart(12, '0')}`;
    this.#prefix = head.padEnd(DIGITS - ORDINAL_DIGITS, '0');
  }

  /** Below those of all records. */
  get starting(): string {
    return this.#number(0);
  }

  /** Above those of `count` records. */
  ending(count: number): string {
    return this.#number(STEP * (count + 1));
  }

  /** @param index of a record, from 0 */
  of(index: number): string {
    return this.#number(STEP * (index + 1) + 2);
  }

  /** The index of the record that has a number; −1 for the starting one; undefined for any other. */
  indexOf(sequenceNumber: string): number | undefined {
    if (sequenceNumber === this.starting) return -1;
    const ordinal = Number(sequenceNumber.slice(this.#prefix.length));
    const index = (ordinal - 2) / STEP - 1;
    return Number.isInteger(index) && index >= 0 && this.of(index) === sequenceNumber ? index : undefined;
  }

  #number(ordinal: number): string {
    return this.#prefix + String(ordinal).padStart(ORDINAL_DIGITS, '0');
  }
}
