import type { Random } from '../../random.ts';
import type { Subspace } from '../../space/distribution.ts';
import { categoricalKernels, drawPosition } from './categorical-kernels.ts';
import type { Kernels } from './kernels.ts';
import { numericKernels } from './numeric-kernels.ts';

/**
 * A density over a family's hyperparameters, put together from the trials seen there: a kernel per trial, the product
 * of one per parameter, so that what went well together stays together. A last kernel, the prior, covers the space.
 * Bergstra et al., "Algorithms for Hyper-Parameter Optimization", NeurIPS 2011; joint kernels: Falkner et al., "BOHB",
 * ICML 2018.
 */
export interface Parzen {
  /** Of each kernel, the prior last; their sum is 1. */
  readonly weights: Float64Array;
  /** Of each parameter, in the subspace's order. */
  readonly dimensions: readonly Kernels[];
  /** A point, as internal numbers: of one kernel in every dimension. */
  draw(random: Random): Float64Array;
  /** The logarithm of the density at a point of internal numbers. */
  logDensity(point: ArrayLike<number>): number;
}

export interface ParzenOptions {
  /** The smallest width as a share of the axis, of this many kernels. Default: Optuna 5.0's. */
  readonly narrowest?: (kernels: number) => number;
}

/** @param points internal numbers in the subspace's order, oldest first */
export function parzen(
  subspace: Subspace,
  points: readonly ArrayLike<number>[],
  { narrowest }: ParzenOptions = {},
): Parzen {
  const weights = kernelWeights(points.length);
  const logWeights = weights.map(Math.log);
  const dimensions = Object.values(subspace).map((distribution, at) => {
    const observed = Float64Array.from(points, (point) => point[at]!);
    return distribution.kind === 'categorical'
      ? categoricalKernels(observed, distribution.choices.length)
      : numericKernels(distribution, observed, narrowest);
  });
  const sums = new Float64Array(weights.length);
  return {
    weights,
    dimensions,
    draw(random) {
      const kernel = drawPosition(weights, random);
      return Float64Array.from(dimensions, (kernels) => kernels.draw(kernel, random));
    },
    logDensity(point) {
      sums.set(logWeights);
      dimensions.forEach((kernels, at) => {
        kernels.addLogDensities(point[at]!, sums);
      });
      return logSumOfExponentials(sums);
    },
  };
}

/** Trials that count in full; older ones the less, the older they are. */
const FULL_WEIGHTS = 25;

/**
 * Of each kernel, oldest first, the prior's last: observations beyond the newest 25 climb evenly from 1/n to 1, the
 * prior weighs as much as a new one, and the sum is 1.
 */
export function kernelWeights(observations: number): Float64Array {
  const old = Math.max(0, observations - FULL_WEIGHTS);
  const first = 1 / observations;
  const weights = Float64Array.from({ length: observations + 1 }, (_, at) => {
    if (at >= old) return 1;
    return old === 1 ? first : first + ((1 - first) * at) / (old - 1);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function logSumOfExponentials(terms: Float64Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const term of terms) if (term > largest) largest = term;
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  let sum = 0;
  for (const term of terms) sum += Math.exp(term - largest);
  return largest + Math.log(sum);
}
