import type { Direction, ObservedTrial } from '../sampler.ts';

/** Trials parted into the good ones and the rest, each oldest first. */
export interface Split {
  readonly below: readonly ObservedTrial[];
  readonly above: readonly ObservedTrial[];
}

/** How many of so many finished trials are good: a tenth, at most 25. */
export function goodTrials(finished: number): number {
  return Math.min(Math.ceil(0.1 * finished), 25);
}

/**
 * Parts trials as Optuna 5.0 does. The best complete trials are good; when they are too few, pruned ones that got
 * furthest, of these the best. Running trials never count as good.
 * @param good how many, of the finished trials
 */
export function splitTrials(trials: readonly ObservedTrial[], direction: Direction, good: number): Split {
  const sign = direction === 'minimize' ? 1 : -1;
  const complete = trials
    .filter((trial) => trial.state === 'complete')
    .sort((a, b) => sign * (a.value! - b.value!));
  const pruned = trials
    .filter((trial) => trial.state === 'pruned')
    .map((trial) => ({ trial, reached: trial.steps.at(-1) }))
    .sort((a, b) => byProgress(a.reached, b.reached, sign))
    .map(({ trial }) => trial);
  const running = trials.filter((trial) => trial.state === 'running');
  const finished = [...complete, ...pruned];
  return { below: byNumber(finished.slice(0, good)), above: byNumber([...finished.slice(good), ...running]) };
}

/** The further first, of equally far ones the better; those that reported nothing come last. */
function byProgress(a: ObservedTrial['steps'][number] | undefined, b: typeof a, sign: number): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return b.step - a.step || lossOf(a.value, sign) - lossOf(b.value, sign) || 0;
}

/** The worst when it is no number. */
function lossOf(value: number, sign: number): number {
  return Number.isNaN(value) ? Number.POSITIVE_INFINITY : sign * value;
}

function byNumber(trials: ObservedTrial[]): ObservedTrial[] {
  return trials.sort((a, b) => a.number - b.number);
}
