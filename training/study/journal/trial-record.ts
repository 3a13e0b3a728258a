import type { SearchSpace } from '../../space/distribution.ts';
import type { Trial } from '../trial.ts';
import { flatParameters } from './distributions.ts';

/** Optuna's numbers of states (optuna.trial.TrialState). */
const STATES = { running: 0, complete: 1, pruned: 2, failed: 3 } as const;

/** A trial as the journal creates it, finished or not. */
export function trialRecord(space: SearchSpace, trial: Trial): Record<string, unknown> {
  const { startedAt, finishedAt, state, steps } = trial;
  return {
    datetime_start: journalTime(startedAt),
    state: STATES[state],
    ...(finishedAt === null ? {} : { datetime_complete: journalTime(finishedAt) }),
    value: shownValue(trial),
    ...flatParameters(space, trial),
    intermediate_values: Object.fromEntries(steps.map(({ step, value }) => [step, value])),
    user_attrs: attributesOf(trial),
    system_attrs: {},
  };
}

/** Optuna gives a pruned trial its last intermediate value. */
function shownValue({ state, value, steps }: Trial): number | null {
  return state === 'pruned' ? (steps.at(-1)?.value ?? null) : value;
}

function attributesOf({
  number,
  seed,
  epoch,
  worker,
  reason,
  metrics,
  attempts,
}: Trial): Record<string, unknown> {
  return {
    ...metrics,
    number,
    seed,
    epoch,
    worker,
    workers: attempts.map((attempt) => attempt.worker),
    ...(reason === null ? {} : { reason }),
  };
}

/** ISO 8601 with microseconds and offset. */
function journalTime(time: Date): string {
  return time.toISOString().replace('Z', '000+00:00');
}
