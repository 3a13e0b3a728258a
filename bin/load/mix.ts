import type { Random } from '../../training/random.ts';

/** Records of a block: within each, the share of bad ones is kept to the record. */
const BLOCK = 100;

/**
 * Says of one record after the other whether it is bad, and of which kind. Of n records, floor(n × share) are bad
 * whenever n is a multiple of 100, at places drawn anew in each hundred; the kinds come in shuffled rounds, so that
 * none leads another by more than one.
 */
export class Mix<Kind> {
  readonly #share: number;
  readonly #kinds: readonly Kind[];
  readonly #random: Random;
  #made = 0;
  #bad = 0;
  #block: boolean[] = [];
  #round: Kind[] = [];

  /** @param share of bad records, from 0 to 1; without kinds none is bad */
  constructor(share: number, kinds: readonly Kind[], random: Random) {
    this.#share = kinds.length === 0 ? 0 : share;
    this.#kinds = kinds;
    this.#random = random;
  }

  /** The kind of the next record; undefined: it is a good one. */
  next(): Kind | undefined {
    if (this.#block.length === 0) this.#block = this.#nextBlock();
    if (!this.#block.pop()) return undefined;
    if (this.#round.length === 0) this.#round = this.#random.shuffle([...this.#kinds]);
    return this.#round.pop();
  }

  #nextBlock(): boolean[] {
    this.#made += BLOCK;
    // The sum of a share such as 0.07 must not miss a whole number by its last bit.
    const due = Math.floor(this.#made * this.#share + 1e-9) - this.#bad;
    this.#bad += due;
    return this.#random.shuffle(Array.from({ length: BLOCK }, (_, place) => place < due));
  }
}
