import { bestTrial } from '../../training/study/best-trial.ts';
import type { StudyDefinition } from '../../training/study/definition.ts';
import type { Study } from '../../training/study/study.ts';
import type { StudyEnd } from '../../training/study/study-end.ts';
import type { Trial } from '../../training/study/trial.ts';

/** A study in figures, for machines and for people. */
export interface StudySummary {
  readonly study: string;
  readonly objective: StudyDefinition['objective'];
  readonly createdAt: string;
  readonly trials: Readonly<Record<Trial['state'] | 'waiting', number>>;
  /** Trials that began and that nobody is at work on: they wait for a worker and do not count as running. */
  readonly waiting: readonly number[];
  /** Trials that may be complete or pruned. */
  readonly limit: number;
  readonly takeOvers: number;
  /** Null until a trial is complete. */
  readonly best: Pick<Trial, 'number' | 'family' | 'parameters' | 'value'> | null;
  /** Null while the study goes on. */
  readonly ended: StudyEnd | null;
}

export async function summarise(study: Study, trials: readonly Trial[]): Promise<StudySummary> {
  const { objective, createdAt, limits } = study.definition;
  const best = bestTrial(trials, objective.direction);
  const free = await study.waiting();
  // One that ended between the two looks waits no more.
  const waiting = trials.filter(({ number, state }) => state === 'running' && free.has(number));
  return {
    ...{ study: study.name, objective, createdAt },
    trials: {
      running: countOf(trials, 'running') - waiting.length,
      waiting: waiting.length,
      complete: countOf(trials, 'complete'),
      pruned: countOf(trials, 'pruned'),
      failed: countOf(trials, 'failed'),
    },
    waiting: waiting.map(({ number }) => number),
    limit: limits.trials,
    takeOvers: trials.reduce((sum, { attempts }) => sum + attempts.length - 1, 0),
    best: best
      ? { number: best.number, family: best.family, parameters: best.parameters, value: best.value }
      : null,
    ended: (await study.ended()) ?? null,
  };
}

function countOf(trials: readonly Trial[], state: Trial['state']): number {
  return trials.filter((trial) => trial.state === state).length;
}
