import type { Html } from '../../../lib/report/html.ts';
import { lines, type Point } from '../../../lib/report/marks.ts';
import { count, measured } from '../../../lib/report/numbers.ts';
import { linearScale } from '../../../lib/report/scale.ts';
import { heading, leftOut, seen } from '../../../lib/report/words.ts';
import { xyChart } from '../../../lib/report/xy-chart.ts';
import type { Trial } from '../../study/trial.ts';
import { evenly, focusOn, type StudyView } from '../trials.ts';

const MOST_LINES = 150;
/** Points of a line at most. */
const MOST_POINTS = 40;

/** What trials reported on their way, by which the pruner gives them up. */
export function stepsPicture({ trials, best, metric, direction }: StudyView, maxStep: number): Html[] {
  const reporting = trials.filter(({ steps }) => steps.length > 0);
  if (!reporting.some(({ steps }) => steps.length > 1)) return [];
  const focus = focusOn(
    reporting.flatMap(({ steps }) => steps.map(({ value }) => value)),
    direction,
  );
  const pathOf = ({ steps }: Trial): Point[] =>
    evenly(steps, MOST_POINTS).map(({ step, value }) => [step, focus.clamp(value)]);
  const of = (state: Trial['state']) =>
    evenly(
      reporting.filter((trial) => trial.state === state),
      MOST_LINES,
    ).map(pathOf);
  const [complete, pruned] = [of('complete'), of('pruned')];
  const winner = reporting.find(({ number }) => number === best?.number);
  return [
    heading('Values on the way'),
    seen(
      prunedSentence(trials, maxStep),
      leftOut(reporting.length, complete.length + pruned.length, 'trials', 'evenly taken'),
    ),
    xyChart(
      {
        label: `${metric} by step of each trial`,
        caption: `${metric} (vertical) by step, such as the mean over the first folds.`,
        legend: [
          { name: 'complete', color: 'series-1' },
          { name: 'pruned', color: 'series-3' },
          { name: 'the best', color: 'series-2' },
        ],
      },
      {
        x: linearScale([1, ...reporting.map(({ steps }) => steps.at(-1)!.step)], {
          format: count,
          whole: true,
        }),
        y: linearScale(reporting.flatMap((trial) => pathOf(trial).map(([, y]) => y))),
        marks: [
          lines(pruned, { color: 'series-3', opacity: 0.7, widthPx: 1 }),
          lines(complete, { color: 'series-1', opacity: 0.45, widthPx: 1 }),
          lines(winner === undefined ? [] : [pathOf(winner)], { color: 'series-2', widthPx: 2.5 }),
        ],
      },
    ),
  ];
}

function prunedSentence(trials: readonly Trial[], maxStep: number): string {
  const pruned = trials.filter(({ state, steps }) => state === 'pruned' && steps.length > 0);
  if (pruned.length === 0) return 'No trial was pruned.';
  const mean = pruned.reduce((sum, { steps }) => sum + steps.at(-1)!.step, 0) / pruned.length;
  return `${count(pruned.length)} of ${count(trials.length)} trials were pruned, on the mean at step ${measured(mean, 2)} of ${count(maxStep)}.`;
}
