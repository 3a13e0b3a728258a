import { z } from 'zod';
import type { StudyDefinition } from '../study/definition.ts';
import { quasiRandomSampler } from './quasi-random.ts';
import { randomSampler } from './random.ts';
import { readOptions } from './read-options.ts';
import type { Sampler } from './sampler.ts';
import { tpeOptionsSchema } from './tpe/options.ts';
import { tpeSampler } from './tpe/tpe.ts';

/**
 * The sampler of a study.
 * @throws UserError for options that it does not take, or out of range
 */
export function createSampler({ name, options }: StudyDefinition['sampler']): Sampler {
  const owner = `the sampler ${name}`;
  switch (name) {
    case 'random':
      readOptions(owner, z.strictObject({}), options);
      return randomSampler();
    case 'quasi-random':
      readOptions(owner, z.strictObject({}), options);
      return quasiRandomSampler();
    case 'tpe':
      return tpeSampler(readOptions(owner, tpeOptionsSchema, options));
  }
}
