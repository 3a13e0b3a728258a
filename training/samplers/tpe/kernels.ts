import type { Random } from '../../random.ts';

/** One kernel of a parameter for each observation, oldest first, and a last one that is the prior. */
export interface Kernels {
  /** A value of the kernel with this position, as its internal number. */
  draw(kernel: number, random: Random): number;
  /** Adds the logarithm of every kernel's density (of a discrete value: probability) to a sum per kernel. */
  addLogDensities(value: number, sums: Float64Array): void;
}
