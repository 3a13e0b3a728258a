import type { Html } from '../../../lib/report/html.ts';
import { shownName } from '../../../lib/report/names.ts';
import { counted, measured } from '../../../lib/report/numbers.ts';
import { parallelChart } from '../../../lib/report/parallel-chart.ts';
import { linearScale } from '../../../lib/report/scale.ts';
import { heading, leftOut, seen } from '../../../lib/report/words.ts';
import type { SearchReport } from '../report-input.ts';
import { bestFirst, type CompleteTrial, evenly, focusOn, type StudyView } from '../trials.ts';
import { parametersOf } from './parameters.ts';

/** Axes for which there is room beside that of the value, and lines. */
const MOST_PARAMETERS = 7;
const MOST_LINES = 120;

/** Which trials count as good. */
const GOOD_SHARE = 0.1;

/** The trials of the best family as lines over its hyperparameters, the good ones in front. */
export function parallelPicture(
  { complete, best, metric, direction }: StudyView,
  search: SearchReport,
): Html[] {
  if (best === undefined) return [];
  const all = parametersOf(search.definition.space, best.family, search.importance);
  const parameters = all.slice(0, MOST_PARAMETERS);
  const ranked = bestFirst(
    complete.filter(({ family }) => family === best.family),
    direction,
  );
  if (parameters.length < 2 || ranked.length < 3) return [];
  const good = Math.max(2, Math.round(ranked.length * GOOD_SHARE));
  const rest = evenly(ranked.slice(good), MOST_LINES);
  const focus = focusOn(
    ranked.map(({ value }) => value),
    direction,
  );
  const valuesOf = ({ parameters: chosen, value }: CompleteTrial): number[] => [
    ...parameters.map(({ placeOf }) => placeOf(chosen)),
    focus.clamp(value),
  ];
  const family = shownName(best.family);
  return [
    heading(`How the best of ${family} are set`),
    seen(
      `The best trial, ${best.number}, has ${parameters
        .slice(0, 3)
        .map((each) => `${shownName(each.name, 32)} ${settingOf(best, each.name)}`)
        .join(', ')}.`,
      leftOut(all.length, parameters.length, 'hyperparameters', 'the most important'),
      leftOut(ranked.length - good, rest.length, 'other trials', 'evenly taken from good to bad'),
    ),
    parallelChart(
      {
        label: `The trials of ${family} over its hyperparameters`,
        caption: `Each line is a trial of ${family}, from hyperparameter to hyperparameter and to its ${metric}.`,
        legend: [
          { name: 'the best', color: 'series-2' },
          { name: `${counted(good - 1, 'other')} of the best tenth`, color: 'series-1' },
          { name: 'the rest', color: 'series-3' },
        ],
      },
      {
        axes: [
          ...parameters.map(({ name, bounds }) => ({ name, scale: bounds })),
          {
            name: metric,
            scale: linearScale(
              ranked.map(({ value }) => focus.clamp(value)),
              { air: 0 },
            ),
          },
        ],
        groups: [
          { look: { color: 'series-3', opacity: 0.4, widthPx: 1 }, lines: rest.map(valuesOf) },
          {
            look: { color: 'series-1', opacity: 0.8 },
            lines: ranked.slice(1, good).slice(0, MOST_LINES).map(valuesOf),
          },
          { look: { color: 'series-2', widthPx: 3 }, lines: [valuesOf(ranked[0]!)] },
        ],
      },
    ),
  ];
}

function settingOf({ parameters }: CompleteTrial, name: string): string {
  const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  return typeof value === 'number' ? measured(value) : shownName(String(value ?? '–'), 32);
}
