import type { ObservedTrial, Sampler } from '../../samplers/sampler.ts';
import { canonicalJson } from '../canonical.ts';
import type { Claim } from '../claim.ts';
import type { StudyDefinition } from '../definition.ts';
import { observedDigest, observedTrial, suggestionRequest } from '../observed.ts';

export interface Recomputing {
  readonly definition: StudyDefinition;
  readonly sampler: Sampler;
  /** Trials of earlier studies. */
  readonly earlier: readonly ObservedTrial[];
  /** The claims of all trials that can be read, by number. */
  readonly claims: ReadonlyMap<number, Claim>;
}

/**
 * Samples a trial again from what it says it had seen: all trials below it, some of them running, the others as
 * they ended. A trial that has ended never changes, so what was seen is there to be seen again.
 * @returns what does not fit, or undefined
 */
export function checkSuggestion(parts: Recomputing, claim: Claim): string | undefined {
  const seen = seenBy(parts, claim);
  if (typeof seen === 'string') return seen;
  if (observedDigest(seen) !== claim.seen.digest)
    return 'what it had seen is not what the store holds now: a trial before it was changed';
  const request = suggestionRequest(parts.definition, claim.number, seen);
  const { family, parameters } = parts.sampler.suggest(request);
  const suggested = canonicalJson({ family, parameters });
  const stored = canonicalJson({ family: claim.family, parameters: claim.parameters });
  return suggested === stored ? undefined : `the sampler suggests ${suggested}, it has ${stored}`;
}

/** The trials as the sampler had them, or why they cannot be put together. */
function seenBy({ earlier, claims }: Recomputing, { number, seen }: Claim): ObservedTrial[] | string {
  const trials = [...earlier];
  const running = new Set(seen.running);
  for (let other = 0; other < number; other++) {
    const claim = claims.get(other);
    if (claim === undefined) return `it had seen trial ${other}, which cannot be read`;
    if (claim.end === null && !running.has(other))
      return `it had seen the end of trial ${other}, which still runs`;
    trials.push(observed(claim, running.has(other)));
  }
  const beyond = seen.running.filter((other) => other >= number);
  return beyond.length === 0 ? trials : `it had seen ${beyond.join(', ')} run, which came later`;
}

const ended = new WeakMap<Claim, ObservedTrial>();
const runs = new WeakMap<Claim, ObservedTrial>();

/** The same object for the same trial in the same state, so that its digest is computed once. */
function observed(claim: Claim, running: boolean): ObservedTrial {
  const cache = running ? runs : ended;
  const known = cache.get(claim) ?? observedTrial(claim, running);
  cache.set(claim, known);
  return known;
}
