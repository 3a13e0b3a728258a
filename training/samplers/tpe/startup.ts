import type { Distribution, Parameters, Subspace } from '../../space/distribution.ts';
import { drawUniform } from '../../space/draw.ts';
import { haltonShare } from '../halton.ts';
import type { Suggestion, SuggestionRequest } from '../sampler.ts';
import { trialRandom } from '../trial-random.ts';

/** Keeps the orders of families and choices apart from everything else that is drawn. */
const FAMILIES_PURPOSE = 0x46616d;

/**
 * A trial before anything is known: families take turns, within a family the choices of each categorical parameter do,
 * and numbers follow a scrambled Halton sequence. So no choice goes without a trial by bad luck.
 */
export function startupSuggestion({ space, seed, number }: SuggestionRequest): Suggestion {
  const families = Object.keys(space);
  const family = families[inTurn(families.length, number, seed, FAMILIES_PURPOSE)]!;
  return { family, parameters: spreadOut(space[family]!, seed, Math.floor(number / families.length)) };
}

/** @param index the how manieth trial of its family */
function spreadOut(subspace: Subspace, seed: number, index: number): Parameters {
  return Object.fromEntries(
    Object.entries(subspace).map(([name, distribution], dimension) => [
      name,
      drawUniform(distribution, shareOf(distribution, dimension, seed, index)),
    ]),
  );
}

function shareOf(distribution: Distribution, dimension: number, seed: number, index: number): number {
  if (distribution.kind !== 'categorical') return haltonShare(seed, index, dimension);
  const { length } = distribution.choices;
  return (inTurn(length, index, seed, FAMILIES_PURPOSE + 1 + dimension) + 0.5) / length;
}

/** A position of so many: each once in every round, in an order of the round's own. */
function inTurn(count: number, index: number, seed: number, purpose: number): number {
  const positions = Array.from({ length: count }, (_, at) => at);
  return trialRandom(seed, Math.floor(index / count), purpose).shuffle(positions)[index % count]!;
}
