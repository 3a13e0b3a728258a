import type { ObservedTrial, Step } from '../samplers/sampler.ts';
import type { PruneRequest } from './pruner.ts';

/** Trials that a trial may be compared with: of its own family, for others learn faster or slower. */
export function rivalsOf({ trial, trials }: PruneRequest): readonly ObservedTrial[] {
  return trials.filter(({ number, family }) => number !== trial.number && family === trial.family);
}

/** Every other trial, of whatever family. */
export function othersOf({ trial, trials }: PruneRequest): readonly ObservedTrial[] {
  return trials.filter(({ number }) => number !== trial.number);
}

/** What a trial reported when it first got as far as a step, or undefined. Not every trial reports every step. */
export function valueAt(trial: ObservedTrial, step: number): number | undefined {
  return trial.steps.find((reported) => reported.step >= step)?.value;
}

/** The step just reported when the trial may still be given up: its last one is its result, and there to stay. */
export function stepToJudge({ trial, maxStep }: PruneRequest): Step | undefined {
  const last = trial.steps.at(-1);
  return last === undefined || last.step >= maxStep ? undefined : last;
}

/** A value as a loss: the smaller, the better; worst when it is no number. */
export function lossOf(value: number, direction: PruneRequest['direction']): number {
  if (Number.isNaN(value)) return Number.POSITIVE_INFINITY;
  return direction === 'minimize' ? value : -value;
}
