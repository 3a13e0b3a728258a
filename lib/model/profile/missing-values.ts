const WORD_BITS = 32;
const FIRST_ROWS = 64;

/**
 * Which values of a batch were missing and took the signature's default: a bit for each row and feature. The rows
 * themselves cannot tell, since a default is a value like any other.
 */
export class MissingValues {
  /** Words of a row. */
  readonly #stride: number;
  #words: Uint32Array;

  /** @param width features of a row */
  constructor(width: number) {
    this.#stride = Math.ceil(width / WORD_BITS);
    this.#words = new Uint32Array(FIRST_ROWS * this.#stride);
  }

  add(row: number, column: number): void {
    const word = row * this.#stride + (column >>> 5);
    if (word >= this.#words.length) this.#grow(word);
    this.#words[word]! |= 1 << (column & 31);
  }

  has(row: number, column: number): boolean {
    const word = this.#words[row * this.#stride + (column >>> 5)];
    return word !== undefined && (word & (1 << (column & 31))) !== 0;
  }

  /** Calls `take` with each column of a row that was added. */
  forEach(row: number, take: (column: number) => void): void {
    const first = row * this.#stride;
    for (let word = first; word < first + this.#stride; word++) {
      let bits = this.#words[word] ?? 0;
      for (; bits !== 0; bits &= bits - 1) take((word - first) * WORD_BITS + 31 - Math.clz32(bits & -bits));
    }
  }

  #grow(word: number): void {
    const grown = new Uint32Array(Math.max(2 * this.#words.length, word + this.#stride));
    grown.set(this.#words);
    this.#words = grown;
  }
}
