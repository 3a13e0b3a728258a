import { drawAll } from '../space/draw.ts';
import { haltonShare } from './halton.ts';
import type { Sampler } from './sampler.ts';

/**
 * Spreads trials evenly over the space: trial n is point n of a scrambled Halton sequence. The first dimension chooses
 * the family, the others its parameters in their order.
 */
export function quasiRandomSampler(): Sampler {
  return {
    suggest({ space, seed, number }) {
      const share = (dimension: number) => haltonShare(seed, number, dimension);
      const families = Object.keys(space);
      const family = families[Math.floor(share(0) * families.length)]!;
      return { family, parameters: drawAll(space[family]!, (at) => share(at + 1)) };
    },
  };
}
