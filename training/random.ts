/**
 * A small seeded generator, so that a recorded seed gives the same split on every machine: xoshiro128**
 * (Blackman & Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47(4), 2021,
 * https://prng.di.unimi.it/xoshiro128starstar.c), its state filled by splitmix32. Integer operations alone:
 * nothing depends on a platform's floating point. Not for secrets.
 */
export interface Random {
  /** The next 32 bits, 0 to 2^32 − 1. */
  bits(): number;
  /** A uniform number in [0, 1) with 32 random bits. */
  uniform(): number;
  /** A uniform integer in [0, bound). @param bound 1 to 2^32 */
  below(bound: number): number;
  /** Puts an array in random order, in place (Fisher–Yates). */
  shuffle<T>(items: T[]): T[];
}

/** @param seed any integer; its low 32 bits count */
export function seededRandom(seed: number): Random {
  const bits = xoshiro128(seed);
  const below = (bound: number): number => {
    // The numbers above the largest multiple of the bound would favour small answers: draw again.
    const limit = 2 ** 32 - (2 ** 32 % bound);
    for (;;) {
      const value = bits();
      if (value < limit) return value % bound;
    }
  };
  return {
    bits,
    uniform: () => bits() / 2 ** 32,
    below,
    shuffle(items) {
      for (let last = items.length - 1; last > 0; last--) {
        const other = below(last + 1);
        [items[last], items[other]] = [items[other]!, items[last]!];
      }
      return items;
    },
  };
}

function xoshiro128(seed: number): () => number {
  const next = splitmix32(seed);
  let [a, b, c, d] = [next(), next(), next(), next()];
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return mixed ^ (mixed >>> 15);
  };
}

function rotateLeft(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
