import type { Direction, ObservedTrial } from '../samplers/sampler.ts';

/** The good trials whose common traits make a parameter important. */
const TARGET_QUANTILE = 0.1;

/** Of complete trials the best tenth, and those that are as good as the last of them. */
export function bestTenth(
  complete: readonly ObservedTrial[],
  direction: Direction,
): readonly ObservedTrial[] {
  const sign = direction === 'minimize' ? 1 : -1;
  const losses = complete.map(({ value }) => sign * value!);
  const cutoff = losses.toSorted((a, b) => a - b)[Math.ceil(TARGET_QUANTILE * losses.length) - 1]!;
  return complete.filter((_, at) => losses[at]! <= cutoff);
}
