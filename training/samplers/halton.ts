import { trialRandom } from './trial-random.ts';

/** Digits below this weight do not change a value: 32 bits are as many as a drawn number has. */
const SMALLEST_WEIGHT = 2 ** -32;

/** Keeps the scrambling apart from what trials draw. */
const SCRAMBLING = 0x48616c74;

/**
 * A point of Halton's sequence, scrambled: in every dimension the points spread evenly over 0 to 1, far more evenly
 * than random ones, whatever their number, and two seeds are as unlike as two random draws.
 * Halton, "On the efficiency of certain quasi-random sequences of points", Numerische Mathematik 2, 1960; a random
 * permutation for each digit of each dimension, without which high dimensions are correlated: Owen, "A randomized
 * Halton algorithm in R", arXiv:1706.02808, 2017.
 * @param index 0 or more
 * @param dimension 0 or more; of small ones the points spread best
 * @returns from 0 to below 1
 */
export function haltonShare(seed: number, index: number, dimension: number): number {
  const base = prime(dimension);
  let share = 0;
  let rest = index;
  for (let weight = 1 / base, digit = 0; weight >= SMALLEST_WEIGHT; weight /= base, digit++) {
    share += permutation(seed, dimension, digit, base)[rest % base]! * weight;
    rest = Math.floor(rest / base);
  }
  return Math.min(share, 1 - 2 ** -53);
}

function permutation(seed: number, dimension: number, digit: number, base: number): number[] {
  const digits = Array.from({ length: base }, (_, at) => at);
  return trialRandom(seed, dimension * 64 + digit, SCRAMBLING).shuffle(digits);
}

const PRIMES = [2];

function prime(at: number): number {
  for (let candidate = PRIMES.at(-1)! + 1; PRIMES.length <= at; candidate++)
    if (PRIMES.every((divisor) => candidate % divisor !== 0)) PRIMES.push(candidate);
  return PRIMES[at]!;
}
