import { crc32 } from 'node:zlib';
import { z } from 'zod';
import type { Pruner } from './pruner.ts';
import { rivalsOf } from './rivals.ts';
import { fallsBehind } from './successive-halving.ts';

export const hyperbandOptionsSchema = z.strictObject({
  /** As of successive halving. Default: 3. */
  reduction: z.int().min(2).default(3),
  /** The step of the first rung of the first bracket. Default: 1. */
  firstStep: z.int().positive().default(1),
});

type HyperbandOptions = z.infer<typeof hyperbandOptionsSchema>;

/**
 * Hedges successive halving: some trials are judged early, some late, in brackets that do not compete with each other.
 * Li et al., "Hyperband", JMLR 18, 2018.
 */
export function hyperbandPruner(options: HyperbandOptions): Pruner {
  const { reduction, firstStep } = options;
  return {
    shouldPrune(request) {
      const bracketOf = ({ number }: { readonly number: number }) =>
        hyperbandBracket(request.study, number, request.maxStep, options);
      const bracket = bracketOf(request.trial);
      const rivals = rivalsOf(request).filter((rival) => bracketOf(rival) === bracket);
      return fallsBehind(request, rivals, { reduction, firstStep: firstStep * reduction ** bracket });
    },
  };
}

/**
 * A trial's bracket, 0 for the one that judges earliest. It follows from the names alone, so that parallel workers
 * agree without asking: a bracket's chance is its share of the budget, ⌈B·η^s / (s + 1)⌉ for B brackets and s rungs to
 * come.
 */
export function hyperbandBracket(
  study: string,
  trial: number,
  maxStep: number,
  { reduction, firstStep }: HyperbandOptions,
): number {
  const count = bracketCount(maxStep, { reduction, firstStep });
  const budgets = Array.from({ length: count }, (_, bracket) => {
    const rungs = count - 1 - bracket;
    return Math.ceil((count * reduction ** rungs) / (rungs + 1));
  });
  let place = crc32(`${study}_${trial}`) % budgets.reduce((sum, budget) => sum + budget, 0);
  return budgets.findIndex((budget) => {
    place -= budget;
    return place < 0;
  });
}

/** ⌊log_η(last ÷ first step)⌋ + 1 */
function bracketCount(maxStep: number, { reduction, firstStep }: HyperbandOptions): number {
  let count = 1;
  for (let step = firstStep * reduction; step <= maxStep; step *= reduction) count++;
  return count;
}
