import { drawAll } from '../space/draw.ts';
import type { Sampler } from './sampler.ts';
import { trialRandom } from './trial-random.ts';

/** Every family with the same chance, every parameter uniform. */
export function randomSampler(): Sampler {
  return {
    suggest({ space, seed, number }) {
      const random = trialRandom(seed, number);
      const families = Object.keys(space);
      const family = families[random.below(families.length)]!;
      return { family, parameters: drawAll(space[family]!, () => random.uniform()) };
    },
  };
}
