import { type Random, seededRandom } from '../random.ts';

/**
 * The generator of one trial: it depends on the study's seed and the trial's number alone, so that whoever claims the
 * trial draws the same.
 * @param purpose keeps draws apart that must not depend on each other; default: 0
 */
export function trialRandom(seed: number, number: number, purpose = 0): Random {
  return seededRandom([seed, Math.floor(seed / 2 ** 32), number, purpose].reduce(mixed, 0));
}

/** Murmur3's finalizer (Appleby, public domain): neighbouring numbers become unlike. */
function mixed(state: number, next: number): number {
  let hash = (Math.imul(state, 31) + next + 0x9e3779b9) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
