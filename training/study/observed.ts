import { createHash } from 'node:crypto';
import type { ObservedTrial, SuggestionRequest } from '../samplers/sampler.ts';
import { canonicalDigest } from './canonical.ts';
import type { Claim } from './claim.ts';
import type { StudyDefinition } from './definition.ts';

/**
 * A trial as samplers see it. One that runs shows no intermediate values: they change from heartbeat to heartbeat,
 * and a suggestion that depended on them could not be recomputed later.
 *
 * @param running whether it ran when it was looked at; its end, if there is one by now, is then left out
 */
export function observedTrial(claim: Claim, running: boolean): ObservedTrial {
  const { number, family, parameters } = claim;
  const end = running ? null : claim.end;
  return {
    ...{ number, family, parameters },
    state: end?.state ?? 'running',
    value: end?.value ?? null,
    steps: end?.steps ?? [],
  };
}

/** What the sampler is asked for a trial. @param trials those of a warm start first, all below `number` */
export function suggestionRequest(
  { space, objective, seed }: StudyDefinition,
  number: number,
  trials: readonly ObservedTrial[],
): SuggestionRequest {
  return { space, direction: objective.direction, seed, number, trials };
}

const digests = new WeakMap<ObservedTrial, Buffer>();

/** SHA-256 over the digests of the trials in their order. Those of a trial are kept: they are asked for again. */
export function observedDigest(trials: readonly ObservedTrial[]): string {
  const all = createHash('sha256');
  for (const trial of trials) all.update(digestOf(trial));
  return all.digest('hex');
}

function digestOf(trial: ObservedTrial): Buffer {
  const known = digests.get(trial);
  if (known) return known;
  const digest = Buffer.from(canonicalDigest(trial), 'hex');
  digests.set(trial, digest);
  return digest;
}
