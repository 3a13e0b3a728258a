import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { loadTable } from '../data/load.ts';
import { readProblem } from '../data/problem.ts';
import { readTable } from '../data/table.ts';
import type { StudyLimits } from '../study/definition.ts';
import { openStudy } from '../study/study.ts';
import { checkSameData, checkSameSearch, otherSearch } from './differences.ts';
import { comparedOf, draftOf, type PreparedSearch, preparedOf, withoutGaps } from './prepare.ts';
import type { SearchRequest } from './request.ts';
import { readData } from './study-data.ts';

/** What a search may be asked to be when it goes on, to be held against what it is. */
export type Reasked = Partial<Omit<SearchRequest, 'store' | 'study' | 'limits'>> & {
  readonly store: ObjectStore;
  readonly study: string;
  readonly limits?: Partial<StudyLimits> | undefined;
};

/**
 * A search that was prepared before.
 * @throws UserError when there is no such study, it is none of `weir train`, or it is asked to be another one
 */
export async function reopenSearch(asked: Reasked): Promise<PreparedSearch> {
  const { store, study, onProgress: _, promote: __, ...rest } = asked;
  const prepared = preparedOf((await openStudy(store, study)).definition);
  const { definition, problem } = prepared;
  if (asked.data !== undefined)
    checkSameData(study, problem.data, await loadTable({ ...rest, data: asked.data }));
  if (asked.target !== undefined && asked.target !== problem.target) {
    throw otherSearch(study, [{ option: '--target', kept: problem.target, given: asked.target }]);
  }
  const kept = readTable(await readData(store, problem.data), problem.data.source, problem.data.synthetic);
  const request = reasked(prepared, asked);
  const draft = draftOf(request, kept, readProblem(kept, request));
  checkSameSearch({ ...definition, problem }, comparedOf(draft));
  return prepared;
}

/** The request that the study was begun with, and over it what is asked for now. */
function reasked({ definition, problem }: PreparedSearch, asked: Reasked): SearchRequest {
  const { signature } = problem;
  const { task, featuresKey, carriedKeys, predictionKey } = signature;
  const { objective, space, sampler, pruner, seed, limits, warmStart } = definition;
  const { folds, programs, gate, model, target } = problem;
  return {
    ...{ name: model, target, task, featuresKey, carriedKeys, predictionKey, programs, folds, seed },
    ...{ sampler, pruner, warmStart, families: Object.keys(space), metric: objective.metric },
    features: signature.features.map(({ name }) => name),
    ...withoutGaps(asked),
    limits: { ...limits, ...withoutGaps(asked.limits ?? {}) },
    gate: { ...gate, ...withoutGaps(asked.gate ?? {}) },
  };
}
