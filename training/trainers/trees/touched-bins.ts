import { MAX_BINS } from './bins.ts';

const WORDS = Math.ceil(MAX_BINS / 32);

/**
 * Which bins a node's rows are in. Most nodes of a deep tree have a handful of rows: walking the bins that hold
 * some costs as much as the rows do, walking all of them ten times that.
 */
export class TouchedBins {
  /** One bit per bin. */
  readonly bits = new Int32Array(WORDS);
  /** The bins found by `collect`, ascending. */
  readonly list = new Uint8Array(MAX_BINS);

  /** Lists the marked bins and unmarks them. @returns how many there are */
  collect(): number {
    const { bits, list } = this;
    let found = 0;
    for (let word = 0; word < WORDS; word++) {
      let left = bits[word]!;
      bits[word] = 0;
      while (left !== 0) {
        const lowest = left & -left;
        list[found++] = 32 * word + 31 - Math.clz32(lowest);
        left ^= lowest;
      }
    }
    return found;
  }
}
