import type { Html } from '../../../lib/report/html.ts';
import { dots, type Point } from '../../../lib/report/marks.ts';
import { multiples } from '../../../lib/report/multiples.ts';
import { shownName } from '../../../lib/report/names.ts';
import { counted, percent } from '../../../lib/report/numbers.ts';
import { linearScale } from '../../../lib/report/scale.ts';
import { heading, leftOut, seen } from '../../../lib/report/words.ts';
import { xyDrawing } from '../../../lib/report/xy-chart.ts';
import type { SearchReport } from '../report-input.ts';
import { bestFirst, type CompleteTrial, evenly, familiesOf, focusOn, type StudyView } from '../trials.ts';
import { parametersOf, type ShownParameter } from './parameters.ts';

const MOST_FAMILIES = 6;
const MOST_PARAMETERS = 8;
const MOST_DOTS = 250;

/** How far dots of one choice are spread apart, in choices. */
const JITTER = 0.5;

/** For each family the value against each of its hyperparameters. */
export function slicePictures(view: StudyView, search: SearchReport): Html[] {
  const names = familiesOf(view).filter((name) => view.complete.some(({ family }) => family === name));
  const shown = names.slice(0, MOST_FAMILIES);
  if (shown.length === 0) return [];
  return [
    heading('Value by hyperparameter'),
    seen(
      'Where the dots lie higher or lower from left to right, the hyperparameter matters; a level cloud says that it does not.',
      leftOut(names.length, shown.length, 'families', 'those of the best trials'),
    ),
    ...shown.map((family) => familySlices(family, view, search)),
  ];
}

function familySlices(family: string, view: StudyView, { definition, importance }: SearchReport): Html {
  const { metric, complete } = view;
  const own = complete.filter((trial) => trial.family === family);
  const parameters = parametersOf(definition.space, family, importance);
  const panels = parameters.slice(0, MOST_PARAMETERS).map((parameter) => ({
    title: titleOf(parameter),
    label: `${metric} against ${shownName(parameter.name)}`,
    drawing: sliceDrawing(parameter, own, view),
  }));
  const left = leftOut(parameters.length, panels.length, 'hyperparameters', 'the most important');
  const caption = `${shownName(family)}: ${metric} (vertical) against each hyperparameter; ${counted(own.length, 'complete trial')}, its best in orange.${left === undefined ? '' : ` ${left}`}`;
  return multiples({ caption }, panels);
}

function titleOf({ name, share }: ShownParameter): string {
  return share === undefined || share === 0
    ? shownName(name)
    : `${shownName(name, 18)} · ${percent(share, 0)}`;
}

function sliceDrawing(
  { scale, placeOf }: ShownParameter,
  trials: readonly CompleteTrial[],
  { complete, direction }: StudyView,
) {
  const ranked = bestFirst(trials, direction);
  const focus = focusOn(
    complete.map(({ value }) => value),
    direction,
  );
  const points = evenly(ranked, MOST_DOTS).map(({ parameters, number, value }): Point => {
    const spread = scale.kind === 'names' ? jitter(number) * JITTER : 0;
    return [placeOf(parameters) + spread, focus.clamp(value)];
  });
  return xyDrawing({
    x: scale,
    y: linearScale(points.map(([, y]) => y)),
    marks: [
      dots(points.slice(1), { color: 'series-1', opacity: 0.55, widthPx: 4 }),
      dots(points.slice(0, 1), { color: 'series-2', widthPx: 7 }),
    ],
  });
}

/** −½ to ½, always the same for a trial: multiples of the golden ratio are spread evenly. */
function jitter(number: number): number {
  return ((number * 0.6180339887498949) % 1) - 0.5;
}
