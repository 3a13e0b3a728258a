import { z } from 'zod';
import { readOptions } from '../samplers/read-options.ts';
import type { StudyDefinition } from '../study/definition.ts';
import { hyperbandOptionsSchema, hyperbandPruner } from './hyperband.ts';
import { medianOptionsSchema, medianPruner } from './median.ts';
import type { Pruner } from './pruner.ts';
import { halvingOptionsSchema, successiveHalvingPruner } from './successive-halving.ts';

/**
 * The pruner of a study.
 * @throws UserError for options that it does not take, or out of range
 */
export function createPruner({ name, options }: StudyDefinition['pruner']): Pruner {
  const owner = `the pruner ${name}`;
  switch (name) {
    case 'none':
      readOptions(owner, z.strictObject({}), options);
      return { shouldPrune: () => false };
    case 'median':
      return medianPruner(readOptions(owner, medianOptionsSchema, options));
    case 'successive-halving':
      return successiveHalvingPruner(readOptions(owner, halvingOptionsSchema, options));
    case 'hyperband':
      return hyperbandPruner(readOptions(owner, hyperbandOptionsSchema, options));
  }
}
