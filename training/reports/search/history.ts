import type { Html } from '../../../lib/report/html.ts';
import { dots, lines, type Point } from '../../../lib/report/marks.ts';
import { shownName } from '../../../lib/report/names.ts';
import { count, measured } from '../../../lib/report/numbers.ts';
import { linearScale } from '../../../lib/report/scale.ts';
import { heading, seen } from '../../../lib/report/words.ts';
import { steps, xyChart } from '../../../lib/report/xy-chart.ts';
import { focusOn, improvements, type StudyView } from '../trials.ts';

/** Every trial's value by its number, and the best so far. */
export function historyPicture(view: StudyView): Html[] {
  const { trials, complete, metric, direction, best } = view;
  if (best === undefined) return [heading('History'), seen('No trial is complete yet.')];
  const focus = focusOn(
    complete.map(({ value }) => value),
    direction,
  );
  const given = trials
    .filter(({ state, steps: reported }) => state === 'pruned' && reported.length > 0)
    .map(({ number, steps: reported }): Point => [number, focus.clamp(reported.at(-1)!.value)]);
  const points = complete.map(({ number, value }): Point => [number, focus.clamp(value)]);
  const better = improvements(view);
  const soFar: Point[] = [
    ...better.map(({ number, value }): Point => [number, focus.clamp(value)]),
    [trials.at(-1)!.number, best.value],
  ];
  const marks = [
    dots(given, { color: 'series-3', opacity: 0.7 }),
    dots(points, { color: 'series-1', opacity: 0.8 }),
    lines([steps(soFar)], { color: 'series-2', widthPx: 2 }),
  ];
  return [
    heading('History'),
    seen(
      `The best trial is ${best.number}, of the family ${shownName(best.family)}: ${metric} ${measured(best.value)}.`,
      `The last improvement came at trial ${better.at(-1)!.number} of ${count(trials.length)}${gainOf(better)}.`,
      focus.moved === 0 ? '' : `${count(focus.moved)} far worse ones are drawn at the edge.`,
    ),
    xyChart(
      {
        label: `${metric} of each trial, and the best so far`,
        caption: `${metric} (vertical) by the trial’s number. Pruned trials show the last value that they reported.`,
        legend: [
          { name: 'complete', color: 'series-1' },
          { name: 'pruned', color: 'series-3' },
          { name: 'best so far', color: 'series-2' },
        ],
      },
      {
        x: linearScale(
          trials.map(({ number }) => number),
          { format: count, whole: true },
        ),
        y: linearScale([...points, ...given].map(([, y]) => y)),
        marks,
      },
    ),
  ];
}

function gainOf(better: readonly { readonly value: number }[]): string {
  const [last, before] = [better.at(-1), better.at(-2)];
  return last === undefined || before === undefined
    ? ''
    : `, by ${measured(Math.abs(last.value - before.value), 2)}`;
}
