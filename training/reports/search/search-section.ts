import type { Html } from '../../../lib/report/html.ts';
import { shownName } from '../../../lib/report/names.ts';
import { counted, measured, timeSpan } from '../../../lib/report/numbers.ts';
import { type Figure, figures } from '../../../lib/report/table.ts';
import { seen } from '../../../lib/report/words.ts';
import type { SearchReport } from '../report-input.ts';
import { type StudyView, secondsOf, viewOf } from '../trials.ts';
import { metricName } from '../words.ts';
import { historyPicture } from './history.ts';
import { importancePicture } from './importance.ts';
import { parallelPicture } from './parallel.ts';
import { slicePictures } from './slices.ts';
import { stepsPicture } from './steps.ts';
import { timelinePicture } from './timeline.ts';

/** How the hyperparameters were found. */
export function searchSection(search: SearchReport): Html[] {
  const view = viewOf(search);
  if (view.trials.length === 0) return [seen('The study has no trials.')];
  return [
    seen(settingsSentence(search)),
    countFigures(view),
    ...historyPicture(view),
    ...importancePicture(view, search.importance),
    ...slicePictures(view, search),
    ...parallelPicture(view, search),
    ...stepsPicture(view, search.definition.maxStep),
    ...timelinePicture(view),
  ];
}

function settingsSentence({ definition }: SearchReport): string {
  const { sampler, pruner, objective, seed, limits } = definition;
  const aim = objective.direction === 'maximize' ? 'the largest' : 'the smallest';
  return `Looked for ${aim} ${metricName(objective.metric)} among ${counted(Object.keys(definition.space).length, 'family', 'families')} with the sampler "${sampler.name}" and the pruner "${pruner.name}", ${counted(limits.trials, 'trial')} at most, seed ${seed}.`;
}

function countFigures({ trials, best, metric }: StudyView): Html {
  const having = (state: string): number => trials.filter((trial) => trial.state === state).length;
  const running = having('running');
  const seconds = trials.map(secondsOf).filter(Number.isFinite);
  const list: Figure[] = [
    { name: 'Complete', value: String(having('complete')), detail: 'with a value' },
    { name: 'Pruned', value: String(having('pruned')), detail: 'given up early' },
    { name: 'Failed', value: String(having('failed')), detail: failureText(trials) },
    ...(running === 0 ? [] : [{ name: 'Running', value: String(running), detail: 'when this was drawn' }]),
    { name: 'Best', value: measured(best?.value, 3), detail: metric },
    { name: 'Time', value: timeSpan(seconds.reduce((sum, each) => sum + each, 0)), detail: 'of all trials' },
  ];
  return figures(list);
}

function failureText(trials: StudyView['trials']): string {
  const reason = trials.find(({ state }) => state === 'failed')?.reason;
  return reason === undefined || reason === null ? 'none' : shownName(reason, 40);
}
