import type { Random } from '../../random.ts';
import type { Direction, ObservedTrial } from '../sampler.ts';
import { categoricalKernels, drawPosition } from './categorical-kernels.ts';
import { kernelWeights } from './parzen.ts';
import { goodTrials, splitTrials } from './split.ts';

/** What a choice is made by. */
export interface ChoiceRequest {
  readonly trials: readonly ObservedTrial[];
  readonly direction: Direction;
  readonly choices: number;
  /** The position of a trial's choice. */
  readonly positionOf: (trial: ObservedTrial) => number;
}

/**
 * Chooses among alternatives by how much likelier each is among good trials than among the others: drawn with chances
 * in proportion to that ratio. The best ratio alone would always win by a little and shut the others out.
 * @returns the position of the choice
 */
export function chooseByRatio(request: ChoiceRequest, random: Random): number {
  const { trials, direction, choices, positionOf } = request;
  const { below, above } = splitTrials(trials, direction, finishedGood(trials));
  const good = shares(below.map(positionOf), choices);
  const other = shares(above.map(positionOf), choices);
  const ratios = good.map((share, at) => share / other[at]!);
  const total = ratios.reduce((sum, ratio) => sum + ratio, 0);
  return drawPosition(
    ratios.map((ratio) => ratio / total),
    random,
  );
}

/** How many of the trials that have ended count as good. */
export function finishedGood(trials: readonly ObservedTrial[]): number {
  return goodTrials(trials.filter(({ state }) => state !== 'running').length);
}

/** The density of one categorical parameter. */
function shares(positions: readonly number[], choices: number): Float64Array {
  const weights = kernelWeights(positions.length);
  const { probabilities } = categoricalKernels(positions, choices);
  return Float64Array.from({ length: choices }, (_, at) =>
    weights.reduce((sum, weight, kernel) => sum + weight * probabilities[kernel]![at]!, 0),
  );
}
