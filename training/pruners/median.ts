import { z } from 'zod';
import type { Pruner } from './pruner.ts';
import { lossOf, othersOf, rivalsOf, stepToJudge, valueAt } from './rivals.ts';

export const medianOptionsSchema = z.strictObject({
  /** Complete trials of the family before any is given up. Default: 5. */
  startupTrials: z.int().positive().default(5),
  /** Steps that a trial has in any case. Default: 0. */
  warmupSteps: z.int().nonnegative().default(0),
  /**
   * 1: trials of all families are compared, where their steps mean the same, as the folds of a cross-validation do;
   * 0: those of one family alone. Default: 0.
   */
  acrossFamilies: z.int().min(0).max(1).default(0),
});

/**
 * Gives up a trial whose best step so far is worse than the median of what complete trials of its family, or of all, had
 * at this step. Golovin et al., "Google Vizier", KDD 2017, has the like.
 */
export function medianPruner(options: z.infer<typeof medianOptionsSchema>): Pruner {
  const { startupTrials, warmupSteps, acrossFamilies } = options;
  return {
    shouldPrune(request) {
      const last = stepToJudge(request);
      const rivals = acrossFamilies === 1 ? othersOf(request) : rivalsOf(request);
      const complete = rivals.filter(({ state }) => state === 'complete');
      if (last === undefined || last.step <= warmupSteps || complete.length < startupTrials) return false;
      const loss = (value: number) => lossOf(value, request.direction);
      const reached = complete
        .map((trial) => valueAt(trial, last.step))
        .filter((value) => value !== undefined);
      const best = Math.min(...request.trial.steps.map(({ value }) => loss(value)));
      return reached.length > 0 && best > median(reached.map(loss));
    },
  };
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [below, above] = [sorted[Math.floor(middle)]!, sorted[Math.ceil(middle)]!];
  // Two infinite losses have no mean.
  return below === above ? below : (below + above) / 2;
}
