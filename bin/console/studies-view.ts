import { reasonOf } from '../../lib/contract/errors.ts';
import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { type BrokenStudy, MAX_CURVE, MAX_STUDIES, type StudyView } from '../../localstack/console/api.ts';
import { bestSoFar } from '../../training/study/best-trial.ts';
import { readDefinition } from '../../training/study/read-definition.ts';
import { listStudies, openStudy, type Study } from '../../training/study/study.ts';
import { summarise } from '../study/summary.ts';

/**
 * Reads the newest studies of a store, and after them those that cannot be read, each with the reason. What nobody
 * works at any more is read once.
 */
export function studiesReader(store: ObjectStore): () => Promise<(StudyView | BrokenStudy)[]> {
  let opened = new Map<string, Study>();
  // By the study, not by its name: another may be made under the name of one that was removed.
  const final = new WeakMap<Study, StudyView>();

  async function viewOf(study: Study): Promise<StudyView> {
    const known = final.get(study);
    if (known !== undefined) return known;
    const { view, isFinal } = await studyView(study);
    if (isFinal) final.set(study, view);
    return view;
  }

  return async () => {
    const broken: BrokenStudy[] = [];
    const orBroken = <T>(study: string, work: Promise<T>): Promise<T[]> =>
      work.then(
        (done) => [done],
        (error: unknown) => {
          broken.push({ study, problem: reasonOf(error) });
          return [];
        },
      );
    const studies: Study[] = [];
    for (const name of await listStudies(store))
      studies.push(...(await orBroken(name, current(store, name, opened.get(name)))));
    opened = new Map(studies.map((study) => [study.name, study]));
    const views: StudyView[] = [];
    for (const study of newest(studies)) views.push(...(await orBroken(study.name, viewOf(study))));
    return [...views, ...broken.slice(0, MAX_STUDIES)];
  };
}

/** The study of that name that is there now; the one that is open, if it is that. */
async function current(store: ObjectStore, name: string, open: Study | undefined): Promise<Study> {
  if (open === undefined) return openStudy(store, name);
  const { digest } = await readDefinition(store, name);
  return digest === open.digest ? open : openStudy(store, name);
}

function newest(studies: readonly Study[]): Study[] {
  const at = ({ definition }: Study): number => Date.parse(definition.createdAt);
  return studies.toSorted((a, b) => at(b) - at(a)).slice(0, MAX_STUDIES);
}

/** `isFinal`: nothing about it changes any more. Trials that ran when it ended may still come to an end. */
async function studyView(study: Study): Promise<{ readonly view: StudyView; readonly isFinal: boolean }> {
  const trials = await study.trials();
  const { objective, createdAt, trials: states, limit, best, ended } = await summarise(study, trials);
  const curve = bestSoFar(trials, objective.direction).filter((value) => value !== null);
  const view = {
    ...{ study: study.name, metric: objective.metric, createdAt, limit },
    finished: states.complete + states.pruned,
    failed: states.failed,
    running: states.running,
    best: best === null || best.value === null ? null : { value: best.value, family: best.family },
    curve: thinned(curve, MAX_CURVE),
    ended: ended?.reason ?? null,
    version: null,
  };
  return { view, isFinal: ended !== null && states.running + states.waiting === 0 };
}

/** Evenly, the last one among them. */
function thinned(values: readonly number[], most: number): number[] {
  if (values.length <= most) return [...values];
  return Array.from({ length: most }, (_, at) => values[Math.ceil(((at + 1) * values.length) / most) - 1]!);
}
