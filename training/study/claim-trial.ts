import type { ObjectStore } from '../../lib/registry/object-store.ts';
import type { ObservedTrial, Sampler } from '../samplers/sampler.ts';
import { type Claim, type ClaimAttempt, claimSchema, holderOf } from './claim.ts';
import type { StudyDefinition } from './definition.ts';
import { Lease } from './lease.ts';
import { observedDigest, observedTrial, suggestionRequest } from './observed.ts';
import { writeOwnObject } from './own-object.ts';
import { studyKeys } from './study-keys.ts';
import type { ViewedTrial } from './study-view.ts';
import { trialSeed } from './trial-seed.ts';

/** What a claim is made of. */
export interface ClaimParts {
  readonly store: ObjectStore;
  readonly definition: StudyDefinition;
  readonly studyDigest: string;
  readonly worker: string;
  /** The store's time. */
  readonly now: Date;
  readonly randomId: () => string;
}

export interface Suggesting {
  readonly sampler: Sampler;
  /** Trials of earlier studies. */
  readonly earlier: readonly ObservedTrial[];
  /** All trials of this study. */
  readonly viewed: readonly ViewedTrial[];
}

/** A claim of the next number, with parameters by the sampler and what it had seen. */
export function firstClaim(parts: ClaimParts, { sampler, earlier, viewed }: Suggesting): Claim {
  const { definition, studyDigest } = parts;
  const number = viewed.length;
  const running = viewed.filter(({ claim }) => claim.end === null).map(({ claim }) => claim.number);
  const trials = [...earlier, ...viewed.map(observed)];
  const { family, parameters } = sampler.suggest(suggestionRequest(definition, number, trials));
  return {
    schema: 1,
    ...{ study: definition.study, studyDigest, number, family, parameters },
    seed: trialSeed(definition.seed, number),
    seen: { running, digest: observedDigest(trials) },
    attempts: [attempt(parts, 1)],
    end: null,
  };
}

/** A claim as it is, held by another worker. */
export function nextClaim(parts: ClaimParts, claim: Claim): Claim {
  return { ...claim, attempts: [...claim.attempts, attempt(parts, holderOf(claim).epoch + 1)] };
}

/**
 * Writes a claim, in the place of none or of the one that was seen.
 * @returns undefined when another worker was there first
 */
export async function takeLease(
  { store, randomId }: ClaimParts,
  claim: Claim,
  replaces: string | undefined,
): Promise<Lease | undefined> {
  const { writeId } = holderOf(claim);
  const etag = await writeOwnObject(store, claimSchema, {
    key: studyKeys(claim.study).claim(claim.number),
    value: claim,
    replaces,
    isOwn: ({ attempts }) => attempts.some((attempt) => attempt.writeId === writeId),
  });
  return etag === undefined ? undefined : new Lease({ store, claim, etag, randomId });
}

function attempt({ worker, now, randomId }: ClaimParts, epoch: number): ClaimAttempt {
  return { epoch, worker, writeId: randomId(), claimedAt: now.toISOString(), releaseId: null };
}

const seen = new WeakMap<Claim, ObservedTrial>();

/** The same object each time for a trial that has ended, so that its digest is computed once. */
function observed({ claim }: ViewedTrial): ObservedTrial {
  const known = seen.get(claim) ?? observedTrial(claim, claim.end === null);
  seen.set(claim, known);
  return known;
}
