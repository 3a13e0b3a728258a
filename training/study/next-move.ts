import { type EndedClaim, hasEnded } from './claim.ts';
import type { StudyDefinition } from './definition.ts';
import { deaths, isFree } from './lease-age.ts';
import { isFinished, type StudyEnd, studyEnd } from './study-end.ts';
import { trialsOf, type ViewedTrial } from './study-view.ts';

/** What a worker without a trial does next. */
export type Move =
  /** A trial ended, and its worker did not come to store the result. */
  | { readonly kind: 'publish'; readonly claim: EndedClaim }
  | { readonly kind: 'end'; readonly end: StudyEnd }
  /** A trial that too many workers did not survive. */
  | { readonly kind: 'give-up'; readonly trial: ViewedTrial; readonly reason: string }
  | { readonly kind: 'take-over'; readonly trial: ViewedTrial }
  | { readonly kind: 'claim'; readonly number: number }
  /** The trials that run are as many as may; "surplus": as the limit of workers says. */
  | { readonly kind: 'wait'; readonly why: 'trials' | 'surplus' };

/** Whoever ends a trial stores its result next: others do it for a worker that did not within this time. */
const PUBLISH_MS = 5_000;

/**
 * Chooses from what the worker has just seen. New trials are claimed only while those that run and those that are
 * finished are together fewer than the limit: numbers are claimed one after the other, each by a worker that saw
 * all before it, so the limit is never passed, however many workers there are.
 */
export function nextMove(definition: StudyDefinition, viewed: readonly ViewedTrial[], now: Date): Move {
  const { limits, lease } = definition;
  const trials = trialsOf(viewed);
  const end = studyEnd({ definition, trials, now });
  const forgotten = unpublished(viewed, end ? Number.POSITIVE_INFINITY : now.getTime() - PUBLISH_MS);
  if (forgotten) return { kind: 'publish', claim: forgotten };
  if (end) return { kind: 'end', end };
  const free = viewed.find(({ claim, aliveAt }) => isFree(claim, aliveAt, now, lease));
  if (free) return rescue(free, lease.maxDeaths);
  const running = trials.filter(({ state }) => state === 'running').length;
  if (limits.workers !== undefined && running >= limits.workers) return { kind: 'wait', why: 'surplus' };
  if (running + trials.filter(isFinished).length >= limits.trials) return { kind: 'wait', why: 'trials' };
  return { kind: 'claim', number: trials.length };
}

/** The first trial that ended before some time of the store and has no result yet. */
function unpublished(viewed: readonly ViewedTrial[], beforeMs: number): EndedClaim | undefined {
  for (const { claim, aliveAt, isPublished } of viewed)
    if (!isPublished && hasEnded(claim) && aliveAt.getTime() < beforeMs) return claim;
  return undefined;
}

function rescue(trial: ViewedTrial, maxDeaths: number): Move {
  const dead = deaths(trial.claim);
  if (dead.length < maxDeaths) return { kind: 'take-over', trial };
  const reason = `it is not tried again: ${dead.length} workers went silent while they ran it (${dead.join(', ')})`;
  return { kind: 'give-up', trial, reason };
}
