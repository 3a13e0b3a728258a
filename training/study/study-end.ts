import { bestTrial, isBetter } from './best-trial.ts';
import type { StudyDefinition, StudyLimits } from './definition.ts';
import type { Trial } from './trial.ts';

/** Why no further trial begins. */
export interface StudyEnd {
  readonly limit: Exclude<keyof StudyLimits, 'workers'>;
  /** A sentence for a person. */
  readonly reason: string;
}

/** All that the limits look at. */
export interface StudyState {
  readonly definition: StudyDefinition;
  /** By ascending number. */
  readonly trials: readonly Trial[];
  /** The store's time. */
  readonly now: Date;
}

type Check = (state: StudyState, limits: StudyLimits) => string | undefined;

/** In the order in which they are told when several hold. */
const CHECKS: readonly (readonly [StudyEnd['limit'], Check])[] = [
  ['target', reachedTarget],
  ['trials', ranAllTrials],
  ['failures', failedTooOften],
  ['wallClockSeconds', ranTooLong],
  ['cost', costTooMuch],
  ['noImprovement', stoppedImproving],
];

/** The first limit that is reached; undefined while the study goes on. Trials that run then are still finished. */
export function studyEnd(state: StudyState): StudyEnd | undefined {
  for (const [limit, check] of CHECKS) {
    const reason = check(state, state.definition.limits);
    if (reason !== undefined) return { limit, reason };
  }
  return undefined;
}

/** Whether a trial counts towards the limit of trials. */
export function isFinished({ state }: Pick<Trial, 'state'>): boolean {
  return state === 'complete' || state === 'pruned';
}

function reachedTarget({ definition, trials }: StudyState, { target }: StudyLimits): string | undefined {
  const { direction, metric } = definition.objective;
  const best = bestTrial(trials, direction);
  if (target === undefined || best === undefined || isBetter(direction, target, best.value!))
    return undefined;
  return `trial ${best.number} reached the target: ${metric} ${best.value} (asked for ${target})`;
}

function ranAllTrials({ trials }: StudyState, limits: StudyLimits): string | undefined {
  const finished = trials.filter(isFinished).length;
  return finished >= limits.trials ? `all ${limits.trials} trials are finished` : undefined;
}

function failedTooOften({ trials }: StudyState, { failures }: StudyLimits): string | undefined {
  const failed = trials.filter(({ state }) => state === 'failed');
  if (failures === undefined || failed.length <= failures) return undefined;
  const last = failed.at(-1)!;
  return `${failed.length} trials failed, ${failures} may; the last, trial ${last.number}: ${last.reason}`;
}

function ranTooLong({ definition, now }: StudyState, limits: StudyLimits): string | undefined {
  const { wallClockSeconds } = limits;
  const seconds = secondsBetween(new Date(definition.createdAt), now);
  if (wallClockSeconds === undefined || seconds < wallClockSeconds) return undefined;
  return `${Math.round(seconds)} s have passed since the study was made, ${wallClockSeconds} s may`;
}

/** From a trial's first claim to its end, the time between a death and the take-over included: rather too much. */
function costTooMuch({ trials, now }: StudyState, { cost }: StudyLimits): string | undefined {
  if (cost === undefined) return undefined;
  const seconds = trials.reduce(
    (sum, { startedAt, finishedAt }) => sum + secondsBetween(startedAt, finishedAt ?? now),
    0,
  );
  const usd = (seconds / 3_600) * cost.usdPerWorkerHour;
  if (usd < cost.maxUsd) return undefined;
  return `the trials took ${Math.round(seconds)} s of workers, about ${usd.toFixed(2)} USD; ${cost.maxUsd} USD may`;
}

/** Of the finished trials by number: the best of all but the last so many, against the best of all. */
function stoppedImproving(state: StudyState, { noImprovement }: StudyLimits): string | undefined {
  const { direction } = state.definition.objective;
  const finished = state.trials.filter(isFinished);
  if (noImprovement === undefined || finished.length <= noImprovement.trials) return undefined;
  const before = bestTrial(finished.slice(0, -noImprovement.trials), direction)?.value;
  const after = bestTrial(finished, direction)?.value;
  if (before == null || after == null) return undefined;
  if (Math.abs(after - before) > noImprovement.share * Math.abs(before)) return undefined;
  const percent = noImprovement.share * 100;
  return `the last ${noImprovement.trials} trials improved the best (${after}) by no more than ${percent}%`;
}

function secondsBetween(from: Date, to: Date): number {
  return Math.max(0, to.getTime() - from.getTime()) / 1_000;
}
