import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { type Problem, pickRows, readProblem } from '../data/problem.ts';
import { type Split, stratifiedSplit } from '../data/split.ts';
import { readTable } from '../data/table.ts';
import { strataOf } from '../data/target.ts';
import { type Objective, objectiveOf } from '../evaluate/objectives.ts';
import { openStudy, type Study } from '../study/study.ts';
import type { TrainingRows } from '../trainers/trainer.ts';
import type { TrialTrainer } from '../trial/trial-trainer.ts';
import { trialTrainers } from './families.ts';
import { preparedOf } from './prepare.ts';
import type { SearchProblem } from './problem.ts';
import { readData } from './study-data.ts';

/** A search as its workers and its end see it: everything from the study's store. */
export interface OpenSearch {
  readonly study: Study;
  readonly search: SearchProblem;
  readonly problem: Problem;
  readonly split: Split;
  /** The rows that the search may see. */
  readonly rows: TrainingRows;
  readonly objective: Objective;
  readonly trainers: ReadonlyMap<string, TrialTrainer>;
}

/** @throws UserError when there is no such study, it is no search, or its data are not what they were */
export async function openSearch(store: ObjectStore, name: string): Promise<OpenSearch> {
  const study = await openStudy(store, name);
  const { problem: search } = preparedOf(study.definition);
  const { data, signature, target, split: splitOptions } = search;
  const table = {
    ...readTable(await readData(store, data), data.source, data.synthetic),
    modifiedAt: data.version === undefined ? undefined : new Date(data.version),
  };
  // The features were chosen when the study was made; a name of one may hold a comma, so they go as a list.
  const problem = readProblem(table, {
    target,
    task: signature.task,
    features: signature.features.map((feature) => feature.name),
    featuresKey: signature.featuresKey,
    carriedKeys: signature.carriedKeys,
    predictionKey: signature.predictionKey,
  });
  const split = stratifiedSplit(strataOf(problem.target), splitOptions);
  return {
    study,
    search,
    problem,
    split,
    rows: pickRows(problem, split.train),
    objective: objectiveOf(signature.task, study.definition.objective.metric),
    trainers: trialTrainers(signature, search.programs),
  };
}
