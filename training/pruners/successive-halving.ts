import { z } from 'zod';
import type { ObservedTrial } from '../samplers/sampler.ts';
import type { PruneRequest, Pruner } from './pruner.ts';
import { lossOf, rivalsOf, stepToJudge, valueAt } from './rivals.ts';

export const halvingOptionsSchema = z.strictObject({
  /** Every rung keeps one trial in so many, and the next is so many times as far. Default: 4. */
  reduction: z.int().min(2).default(4),
  /** The step of the first rung. Default: 1. */
  firstStep: z.int().positive().default(1),
});

/**
 * Asynchronous successive halving: at steps first, first·η, first·η² … a trial goes on only within the best ⌊n/η⌋ of
 * the n trials of its family that got there so far, or as the best of fewer than η. Li et al., "A System for Massively
 * Parallel Hyperparameter Tuning", MLSys 2020.
 */
export function successiveHalvingPruner({
  reduction,
  firstStep,
}: z.infer<typeof halvingOptionsSchema>): Pruner {
  return {
    shouldPrune: (request) => fallsBehind(request, rivalsOf(request), { reduction, firstStep }),
  };
}

/** Whether a trial misses the cut of a rung that it has just reached. */
export function fallsBehind(
  request: PruneRequest,
  rivals: readonly ObservedTrial[],
  { reduction, firstStep }: { readonly reduction: number; readonly firstStep: number },
): boolean {
  const last = stepToJudge(request);
  if (last === undefined) return false;
  const before = request.trial.steps.at(-2)?.step ?? 0;
  const own = lossOf(last.value, request.direction);
  for (let rung = firstStep; rung <= last.step; rung *= reduction)
    if (rung > before && !isPromoted(own, lossesAt(rung, rivals, request.direction), reduction)) return true;
  return false;
}

function lossesAt(
  rung: number,
  rivals: readonly ObservedTrial[],
  direction: PruneRequest['direction'],
): number[] {
  return rivals
    .map((rival) => valueAt(rival, rung))
    .filter((value) => value !== undefined)
    .map((value) => lossOf(value, direction));
}

function isPromoted(own: number, others: readonly number[], reduction: number): boolean {
  if (own === Number.POSITIVE_INFINITY) return false;
  const places = Math.max(1, Math.floor((others.length + 1) / reduction));
  // Equally good trials share a place.
  return others.filter((loss) => loss < own).length < places;
}
