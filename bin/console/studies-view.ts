import type { ObjectStore } from '../../lib/registry/object-store.ts';
import { MAX_CURVE, MAX_STUDIES, type StudyView } from '../../localstack/console/api.ts';
import { bestSoFar } from '../../training/study/best-trial.ts';
import { listStudies, openStudy, type Study } from '../../training/study/study.ts';
import { summarise } from '../study/summary.ts';

/** Reads the newest studies of a store; what has ended is read once. */
export function studiesReader(store: ObjectStore): () => Promise<StudyView[]> {
  const studies = new Map<string, Study>();
  const ended = new Map<string, StudyView>();
  return async () => {
    for (const name of await listStudies(store)) {
      if (!studies.has(name)) studies.set(name, await openStudy(store, name));
    }
    const views: StudyView[] = [];
    for (const study of newest([...studies.values()])) {
      const view = ended.get(study.name) ?? (await studyView(study));
      if (view.ended !== null) ended.set(study.name, view);
      views.push(view);
    }
    return views;
  };
}

function newest(studies: readonly Study[]): Study[] {
  const at = ({ definition }: Study): number => Date.parse(definition.createdAt);
  return studies.toSorted((a, b) => at(b) - at(a)).slice(0, MAX_STUDIES);
}

async function studyView(study: Study): Promise<StudyView> {
  const trials = await study.trials();
  const { objective, createdAt, trials: states, limit, best, ended } = await summarise(study, trials);
  const curve = bestSoFar(trials, objective.direction).filter((value) => value !== null);
  return {
    ...{ study: study.name, metric: objective.metric, createdAt, limit },
    finished: states.complete + states.pruned,
    failed: states.failed,
    running: states.running,
    best: best === null || best.value === null ? null : { value: best.value, family: best.family },
    curve: thinned(curve, MAX_CURVE),
    ended: ended?.reason ?? null,
    version: null,
  };
}

/** Evenly, the last one among them. */
function thinned(values: readonly number[], most: number): number[] {
  if (values.length <= most) return [...values];
  return Array.from({ length: most }, (_, at) => values[Math.ceil(((at + 1) * values.length) / most) - 1]!);
}
