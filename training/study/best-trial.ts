import type { Direction, ObservedTrial } from '../samplers/sampler.ts';

/** Whether a value of the objective is better than another. */
export function isBetter(direction: Direction, value: number, than: number): boolean {
  return direction === 'maximize' ? value > than : value < than;
}

/** The complete trial with the best value; of equal ones the first. */
export function bestTrial<T extends Pick<ObservedTrial, 'state' | 'value'>>(
  trials: readonly T[],
  direction: Direction,
): T | undefined {
  let best: T | undefined;
  for (const trial of trials) {
    if (trial.state !== 'complete' || trial.value === null) continue;
    if (best === undefined || isBetter(direction, trial.value, best.value!)) best = trial;
  }
  return best;
}

/** The best value after each trial, in their order; null until one is complete. */
export function bestSoFar(
  trials: readonly Pick<ObservedTrial, 'state' | 'value'>[],
  direction: Direction,
): (number | null)[] {
  let best: number | null = null;
  return trials.map(({ state, value }) => {
    if (state === 'complete' && value !== null && (best === null || isBetter(direction, value, best)))
      best = value;
    return best;
  });
}
