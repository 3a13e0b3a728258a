import type { Random } from '../../random.ts';
import type { Kernels } from './kernels.ts';

/** Kernels over choices without an order: every choice is possible, the observed one by far the likeliest. */
export interface CategoricalKernels extends Kernels {
  /** Of each kernel, the probability of each choice. */
  readonly probabilities: readonly Float64Array[];
}

/**
 * Of K kernels, each gives 1/K to every choice and 1 more to the observed one, normalised: the fewer observations, the
 * more a kernel leaves to the others. The prior's kernel is uniform.
 * @param observed positions of choices, oldest first
 */
export function categoricalKernels(observed: ArrayLike<number>, choices: number): CategoricalKernels {
  const count = observed.length + 1;
  const probabilities = Array.from({ length: count }, (_, kernel) => {
    const total = choices / count + (kernel < observed.length ? 1 : 0);
    const row = new Float64Array(choices).fill(1 / count / total);
    if (kernel < observed.length) row[observed[kernel]!] = (1 / count + 1) / total;
    return row;
  });
  return {
    probabilities,
    draw: (kernel, random) => drawPosition(probabilities[kernel]!, random),
    addLogDensities(value, sums) {
      for (let kernel = 0; kernel < count; kernel++)
        sums[kernel]! += Math.log(probabilities[kernel]![value]!);
    },
  };
}

/** A position, each with its probability. @param probabilities their sum is 1 */
export function drawPosition(probabilities: ArrayLike<number>, random: Random): number {
  let rest = random.uniform();
  for (let at = 0; at < probabilities.length - 1; at++) {
    rest -= probabilities[at]!;
    if (rest < 0) return at;
  }
  return probabilities.length - 1;
}
