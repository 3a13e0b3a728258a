import type { Direction } from '../samplers/sampler.ts';
import type { StudyDefinition } from '../study/definition.ts';
import type { Trial } from '../study/trial.ts';
import { bestTrials } from './ranking.ts';

/** How far a search is. */
export interface SearchProgress {
  /** Trials that count: complete and pruned ones. */
  readonly finished: number;
  /** As many are wanted. */
  readonly wanted: number;
  readonly running: number;
  readonly complete: number;
  readonly pruned: number;
  readonly failed: number;
  /** The first failure of each family that has one, by trial. */
  readonly firstFailures: readonly Failure[];
  readonly direction: Direction;
  readonly metric: string;
  /** The best value so far and where it comes from. */
  readonly best: { readonly trial: number; readonly family: string; readonly value: number } | undefined;
  /** An estimate; undefined before anything can be said. */
  readonly secondsLeft: number | undefined;
}

/** A trial that failed. */
export interface Failure {
  readonly trial: number;
  readonly family: string;
  readonly reason: string;
}

/** Ended trials that the estimate of the time left looks back on: a search changes its taste. */
const RECENT = 20;

/** @param trials all of the study, in any state */
export function searchProgress(definition: StudyDefinition, trials: readonly Trial[]): SearchProgress {
  const { limits, objective } = definition;
  const counted = (state: Trial['state']): number => trials.filter((trial) => trial.state === state).length;
  const [complete, pruned] = [counted('complete'), counted('pruned')];
  const [best] = bestTrials(trials, objective.direction, 1);
  const finished = complete + pruned;
  return {
    finished,
    wanted: limits.trials,
    running: counted('running'),
    complete,
    pruned,
    failed: counted('failed'),
    firstFailures: firstFailures(trials),
    direction: objective.direction,
    metric: objective.metric,
    best: best && { trial: best.number, family: best.family, value: best.value },
    secondsLeft: secondsLeft(trials, limits.trials - finished),
  };
}

function firstFailures(trials: readonly Trial[]): Failure[] {
  const failed = trials.filter(({ state }) => state === 'failed').toSorted((a, b) => a.number - b.number);
  const first = failed.filter(
    ({ family }, at) => failed.findIndex((other) => other.family === family) === at,
  );
  return first.map(({ number, family, reason }) => ({ trial: number, family, reason: reason ?? 'unknown' }));
}

/** What is left, at the pace of the last trials and with as many at once as are running. */
function secondsLeft(trials: readonly Trial[], left: number): number | undefined {
  const ended = trials
    .filter((trial) => trial.finishedAt !== null && trial.state !== 'failed')
    .toSorted((a, b) => b.finishedAt!.getTime() - a.finishedAt!.getTime())
    .slice(0, RECENT);
  if (ended.length === 0) return undefined;
  const total = ended.reduce(
    (sum, trial) => sum + (trial.finishedAt!.getTime() - trial.startedAt.getTime()),
    0,
  );
  const atOnce = Math.max(1, trials.filter(({ state }) => state === 'running').length);
  return (Math.max(0, left) * total) / ended.length / 1000 / atOnce;
}
