import { keys } from '../../lib/contract/keys.ts';

/** Digits of a trial's number in a key, so that listings are in the order of numbers. */
const DIGITS = 6;

/** What of a trial lies under a prefix of its own, one object a trial. */
export type TrialObject = 'claims' | 'heartbeats' | 'results';

/** Object keys of one study: the one place where their layout is written. */
export function studyKeys(study: string) {
  const prefix = keys.studyPrefix(study);
  const trialKey = (kind: TrialObject, number: number) =>
    `${prefix}${kind}/${String(number).padStart(DIGITS, '0')}.json`;
  return {
    /** What all workers agree on. Create-only. */
    definition: `${prefix}study.json`,
    /** Trials of earlier studies, by the digest of the file. Create-only. */
    warmStart: (digest: string) => `${prefix}warm-start/${digest}.json`,
    trialsPrefix: (kind: TrialObject) => `${prefix}${kind}/`,
    trial: trialKey,
    /** Who has a trial. Created by the first worker, swapped by every later one, and once more to end the trial. */
    claim: (number: number) => trialKey('claims', number),
    /** The holder's signs of life, with its intermediate values. */
    heartbeat: (number: number) => trialKey('heartbeats', number),
    /** How a trial ended: the claim in its last state. Create-only. */
    result: (number: number) => trialKey('results', number),
    /** A file of one of the best trials. @param rank from 1 */
    top: (rank: number, file: string) => `${prefix}top/${rank}/${file}`,
  } as const;
}

/** The trial's number in one of its keys; undefined when the key is none. */
export function trialOfKey(key: string): number | undefined {
  const digits = /\/(?:claims|heartbeats|results)\/(\d{6})\.json$/.exec(key)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The study of a definition's key; undefined when the key is none. */
export function studyOfKey(key: string): string | undefined {
  return /^studies\/([a-z0-9-]{1,63})\/study\.json$/.exec(key)?.[1];
}
