import type { Direction } from '../samplers/sampler.ts';
import type { Trial } from '../study/trial.ts';
import { isBetter } from './request.ts';

/** A trial with a value. */
export type CompleteTrial = Trial & { readonly state: 'complete'; readonly value: number };

/** How many of the best are refitted and kept. */
export const TOP = 5;

/**
 * The best trials of different hyperparameters, best first; of equal ones the earlier. Trials of earlier studies are
 * not among them.
 */
export function bestTrials(trials: readonly Trial[], direction: Direction, count = TOP): CompleteTrial[] {
  const complete = trials.filter(
    (trial): trial is CompleteTrial => trial.state === 'complete' && trial.value !== null,
  );
  const sorted = complete.toSorted((a, b) => {
    if (a.value === b.value) return a.number - b.number;
    return isBetter(direction, a.value, b.value) ? -1 : 1;
  });
  const seen = new Set<string>();
  const different = sorted.filter(({ family, parameters }) => {
    const key = JSON.stringify([family, Object.entries(parameters).toSorted()]);
    return seen.size < seen.add(key).size;
  });
  return different.slice(0, count);
}

/** How a family did in a search. */
export interface FamilySummary {
  readonly family: string;
  readonly trials: number;
  readonly complete: number;
  readonly pruned: number;
  readonly failed: number;
  /** The best value of a complete trial; null without one. */
  readonly bestValue: number | null;
  /** The standard deviation of that trial's folds; null where there is none. */
  readonly bestSpread: number | null;
  /** The median time of its complete trials, in seconds; null without one. */
  readonly medianSeconds: number | null;
  /** The time of all its ended trials, in seconds. */
  readonly totalSeconds: number;
}

/** The families of a search in the order of their best values; those without one come last. */
export function compareFamilies(
  families: readonly string[],
  trials: readonly Trial[],
  direction: Direction,
): FamilySummary[] {
  const summaries = families.map((family) =>
    summarise(
      family,
      trials.filter((trial) => trial.family === family),
      direction,
    ),
  );
  return summaries.toSorted((a, b) => {
    if (a.bestValue === null || b.bestValue === null)
      return Number(a.bestValue === null) - Number(b.bestValue === null);
    return a.bestValue === b.bestValue ? 0 : isBetter(direction, a.bestValue, b.bestValue) ? -1 : 1;
  });
}

function summarise(family: string, trials: readonly Trial[], direction: Direction): FamilySummary {
  const [best] = bestTrials(trials, direction, 1);
  const counted = (state: Trial['state']): number => trials.filter((trial) => trial.state === state).length;
  const seconds = trials.filter(({ state }) => state === 'complete').map((trial) => secondsOf(trial));
  return {
    family,
    trials: trials.length,
    complete: counted('complete'),
    pruned: counted('pruned'),
    failed: counted('failed'),
    bestValue: best?.value ?? null,
    bestSpread: best?.metrics.foldSpread ?? null,
    medianSeconds: medianOf(seconds),
    totalSeconds: trials.reduce((sum, trial) => sum + secondsOf(trial), 0),
  };
}

/** The time that a trial's fits took; of one that says nothing, the time between its claim and its end. */
export function secondsOf({ metrics, startedAt, finishedAt }: Trial): number {
  if (metrics.seconds !== undefined) return metrics.seconds;
  return finishedAt === null ? 0 : (finishedAt.getTime() - startedAt.getTime()) / 1000;
}

function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return sorted.length === 0 ? null : (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}
