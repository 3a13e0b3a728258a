import type { Trial } from '../study/trial.ts';
import type { OpenSearch } from './open-search.ts';
import { compareFamilies, secondsOf } from './ranking.ts';
import type { SearchResult } from './result.ts';
import type { Refitted } from './top.ts';

/** What is known of a search's end before its best model was published. */
export type SearchSummary = Omit<SearchResult, 'evaluation' | 'verdict' | 'version' | 'report' | 'champion'>;

/** Counts, times and comparisons of a search that has ended. */
export async function summariseSearch(
  { study, search, objective, problem }: OpenSearch,
  trials: readonly Trial[],
  top: readonly Refitted[],
): Promise<SearchSummary> {
  const ended = await study.ended();
  const counted = (state: Trial['state']): number => trials.filter((trial) => trial.state === state).length;
  const createdAt = Date.parse(study.definition.createdAt);
  const lastEnd = Math.max(createdAt, ...trials.map(({ finishedAt }) => finishedAt?.getTime() ?? createdAt));
  return {
    schema: 1,
    study: study.name,
    model: search.model,
    task: problem.signature.task,
    objective: { metric: objective.metric, direction: objective.direction },
    ended: ended?.reason ?? 'it was ended by hand',
    finishedAt: (await study.store.now()).toISOString(),
    synthetic: search.data.synthetic,
    trials: {
      complete: counted('complete'),
      pruned: counted('pruned'),
      failed: counted('failed'),
      seconds: trials.reduce((sum, trial) => sum + secondsOf(trial), 0),
      wallSeconds: (lastEnd - createdAt) / 1000,
    },
    candidates: top.map(({ candidate }) => candidate),
    families: compareFamilies(Object.keys(study.definition.space), trials, objective.direction),
  };
}
