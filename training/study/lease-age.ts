import { type Claim, holderOf } from './claim.ts';
import type { StudyLease } from './definition.ts';

/**
 * The store's times may have whole seconds: an age that is the difference of two of them is wrong by less than one.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html (Last-Modified)
 */
const RESOLUTION_MS = 1_000;

/** How long after its last sign of life a worker counts as dead, in milliseconds of the store's clock. */
export function leaseMs({ seconds }: StudyLease): number {
  return seconds * 1_000 + RESOLUTION_MS;
}

/** Whether another may take a trial: it was handed back, or its holder has been silent for too long. */
export function isFree(claim: Claim, aliveAt: Date, now: Date, lease: StudyLease): boolean {
  const isSilent = now.getTime() - aliveAt.getTime() > leaseMs(lease);
  return claim.end === null && (holderOf(claim).releaseId !== null || isSilent);
}

/** The workers that a trial did not survive: all that held it before, but for those that handed it back. */
export function deaths({ attempts }: Claim): readonly string[] {
  return attempts.filter(({ releaseId }) => releaseId === null).map(({ worker }) => worker);
}
