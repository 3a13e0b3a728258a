import { createHash } from 'node:crypto';

/** The seed of a trial, 0 to 2^32 − 1: from the study's seed and the trial's number alone. */
export function trialSeed(studySeed: number, number: number): number {
  return createHash('sha256').update(`${studySeed}:${number}`).digest().readUInt32BE(0);
}
