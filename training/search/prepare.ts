import { UserError } from '../../lib/contract/errors.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { modelName } from '../data/defaults.ts';
import { loadTable } from '../data/load.ts';
import { type Problem, pickRows, readProblem } from '../data/problem.ts';
import { DEFAULT_SPLIT, stratifiedSplit } from '../data/split.ts';
import { describeColumns } from '../data/statistics.ts';
import type { Table } from '../data/table.ts';
import { strataOf } from '../data/target.ts';
import { checkStopAt, objectiveOf } from '../evaluate/objectives.ts';
import { knownHyperparameters } from '../experiment.ts';
import { type StudyDefinition, studyDefinitionSchema } from '../study/definition.ts';
import { checkDraft } from '../study/draft.ts';
import { createStudy, openStudy, type StudyDraft } from '../study/study.ts';
import { studyKeys } from '../study/study-keys.ts';
import { shapeOf } from '../trainers/trainer.ts';
import { MAX_ITERATION_STEP } from '../trial/iteration-steps.ts';
import { type Compared, checkSameData, checkSameSearch } from './differences.ts';
import { searchSpaceOf } from './families.ts';
import { firstTrials } from './first-trials.ts';
import { type SearchProblem, searchProblemSchema } from './problem.ts';
import {
  DEFAULT_FOLDS,
  DEFAULT_SAMPLER,
  defaultFailures,
  defaultPruner,
  type SearchRequest,
} from './request.ts';
import { dataKey, keepData, readObject } from './study-data.ts';

/** A search that workers can begin with. */
export interface PreparedSearch {
  /** The study's name. */
  readonly study: string;
  readonly definition: StudyDefinition;
  readonly problem: SearchProblem;
}

/**
 * Reads the data, decides what is searched for and how, and writes the study. The same request again finds the same
 * study, so that an interrupted search goes on.
 * @throws UserError for data that cannot be learned from and for options that make no sense, before anything is written
 */
export async function prepareSearch(request: SearchRequest): Promise<PreparedSearch> {
  const { store, study, onProgress = () => {} } = request;
  const table = await loadTable(request, onProgress);
  const problem = readProblem(table, request);
  const before = await begun(request);
  if (before !== undefined) checkSameData(study, before.data, table);
  // Whether the champion may move is no matter of what is searched for: the study keeps to what it was begun with.
  const promote = before === undefined ? request.promote : before.promote;
  const dated = { ...table, modifiedAt: firstModified(table, before) };
  const name = request.name ?? before?.model;
  const draft = draftOf({ ...request, promote, name }, dated, problem);
  if (before !== undefined) await checkSameAs(store, draft);
  checkDraft(draft);
  await checkWarmStart(store, draft);
  await keepData(store, study, table.bytes);
  const { definition } = await createStudy(store, draft);
  return preparedOf(definition);
}

/** @throws UserError that names the options by which a draft is not the study of its name */
async function checkSameAs(store: ObjectStore, draft: StudyDraft): Promise<void> {
  const { definition, problem } = preparedOf((await openStudy(store, draft.study)).definition);
  checkSameSearch({ ...definition, problem }, comparedOf(draft));
}

/** A draft as it is held against a study. */
export function comparedOf(draft: StudyDraft): Compared {
  return { warmStart: [], ...draft, problem: draft.problem } as unknown as Compared;
}

/** Before anything is written. @throws UserError for an earlier study that is named twice or cannot be learned from */
async function checkWarmStart(
  store: ObjectStore,
  { study, objective, warmStart = [] }: StudyDraft,
): Promise<void> {
  const twice = warmStart.find((name, index) => warmStart.indexOf(name) !== index);
  if (twice !== undefined) throw new UserError(`--warm-start names "${twice}" twice; name each study once`);
  if (warmStart.includes(study))
    throw new UserError(`--warm-start ${study}: a study cannot learn from itself`);
  for (const name of warmStart) {
    const earlier = (await openStudy(store, name)).definition.objective;
    if (earlier.metric === objective.metric && earlier.direction === objective.direction) continue;
    throw new UserError(
      `--warm-start ${name}: it searched for ${earlier.metric}, not ${objective.metric}; leave it out`,
    );
  }
}

export function preparedOf(definition: StudyDefinition): PreparedSearch {
  const parsed = searchProblemSchema.safeParse(definition.problem);
  if (parsed.success) return { study: definition.study, definition, problem: parsed.data };
  throw new UserError(`the study ${definition.study} is no search of weir train; name another with --study`);
}

/** What a request comes to as a study. @throws UserError for what makes no sense */
export function draftOf(request: SearchRequest, table: Table, problem: Problem): StudyDraft {
  const { target, signature } = problem;
  const seed = request.seed ?? DEFAULT_SPLIT.seed;
  const split = { ...DEFAULT_SPLIT, seed };
  const folds = request.folds ?? DEFAULT_FOLDS;
  const { train } = stratifiedSplit(strataOf(target), split);
  checkFolds(folds, train.length);
  const objective = objectiveOf(target.task, request.metric);
  if (request.limits.target !== undefined) checkStopAt(objective.metric, request.limits.target);
  const programs = request.programs ?? {};
  const searched: SearchProblem = {
    schema: 1,
    model: modelName(request.name, table),
    data: describeData(request.study, table, problem),
    target: target.column,
    signature,
    split,
    folds,
    programs,
    gate: { mode: 'better', ...withoutGaps(request.gate ?? {}) },
    ...(request.promote === false && { promote: false }),
  };
  const shape = shapeOf(pickRows(problem, train));
  const space = searchSpaceOf(request.families, shape, signature, programs);
  return {
    study: request.study,
    objective,
    space,
    first: firstTrials(space, shape, { signature, programs, known: knownHyperparameters(problem) }),
    sampler: request.sampler ?? DEFAULT_SAMPLER,
    pruner: request.pruner ?? defaultPruner(folds),
    maxStep: folds === 1 ? MAX_ITERATION_STEP : folds,
    seed,
    limits: { failures: defaultFailures(request.limits.trials), ...withoutGaps(request.limits) },
    warmStart: [...(request.warmStart ?? [])],
    problem: JSON.parse(JSON.stringify(searched)),
  };
}

/** The search as it was begun; undefined when this one is the first of its name. */
async function begun({ store, study }: SearchRequest): Promise<SearchProblem | undefined> {
  const written = await readObject(store, studyKeys(study).definition);
  if (written === undefined) return undefined;
  const definition = studyDefinitionSchema.safeParse(JSON.parse(new TextDecoder().decode(written)));
  return searchProblemSchema.safeParse(definition.data?.problem).data;
}

/**
 * The data's version by time. A copy of the file may be younger than the one that the study was begun with, and is
 * the same data all the same: the study's own time then stays.
 */
function firstModified(table: Table, before: SearchProblem | undefined): Date | undefined {
  if (before?.data.sha256 !== table.sha256) return table.modifiedAt;
  const { version } = before.data;
  return version === undefined ? undefined : new Date(version);
}

function describeData(study: string, table: Table, { target, signature }: Problem): SearchProblem['data'] {
  const names = [target.column, ...signature.features.map(({ name }) => name)];
  return {
    key: dataKey(study),
    source: table.source,
    sha256: table.sha256,
    rows: table.rows.length,
    synthetic: table.synthetic,
    ...(table.modifiedAt && { version: table.modifiedAt.toISOString() }),
    statistics: describeColumns(table, names),
  };
}

function checkFolds(folds: number, rows: number): void {
  if (folds <= rows) return;
  throw new UserError(
    `--folds ${folds}: there are ${rows} rows to learn from; ask for ${rows} folds at most`,
  );
}

/** Without the keys whose value is undefined. */
export function withoutGaps<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;
}
