import { barChart } from '../../lib/report/bar-chart.ts';
import type { Html } from '../../lib/report/html.ts';
import { shownName } from '../../lib/report/names.ts';
import { measured, timeSpan } from '../../lib/report/numbers.ts';
import { rangeChart } from '../../lib/report/range-chart.ts';
import { dataTable } from '../../lib/report/table.ts';
import { heading, leftOut, seen } from '../../lib/report/words.ts';
import { median, type Spread, spreadOf } from './analysis/spread.ts';
import type { SearchReport } from './report-input.ts';
import { bestFirst, familiesOf, focusOn, type StudyView, secondsOf, viewOf } from './trials.ts';

const MOST_FAMILIES = 12;

interface Family {
  readonly name: string;
  readonly best: number;
  readonly spread: Spread;
  /** Of a complete trial. */
  readonly medianS: number;
}

/** How the families compare in what they reach, and in the time that it takes. */
export function familiesSection(search: SearchReport): Html[] {
  const view = viewOf(search);
  const names = familiesOf(view);
  const families = names.slice(0, MOST_FAMILIES).flatMap((name) => familyOf(name, view));
  if (families.length === 0) return [seen('No trial is complete: there is nothing to compare.')];
  return [
    seen(
      compared(families, view),
      leftOut(names.length, MOST_FAMILIES, 'families', 'those of the best trials'),
    ),
    familyTable(names.slice(0, MOST_FAMILIES), view),
    heading('What they reach'),
    seen(spreadSentence(families)),
    spreadPicture(families, view),
    heading('What a trial takes'),
    barChart({
      label: 'Median time of a trial by family',
      caption: 'Median time of a complete trial, with all its folds.',
      bars: families.map(({ name, medianS }) => ({ name: shownName(name, 32), value: medianS })),
      format: timeSpan,
    }),
  ];
}

function familyOf(name: string, { complete, direction }: StudyView): Family[] {
  const own = bestFirst(
    complete.filter(({ family }) => family === name),
    direction,
  );
  const [best] = own;
  if (best === undefined) return [];
  const spread = spreadOf(own.map(({ value }) => value));
  return [{ name, best: best.value, spread, medianS: median(own.map(secondsOf)) }];
}

function compared(families: readonly Family[], { metric }: StudyView): string {
  const [first, second] = families;
  const fastest = families.reduce((a, b) => (b.medianS < a.medianS ? b : a));
  const ahead =
    second === undefined
      ? `${shownName(first!.name)} reaches ${measured(first!.best)} in ${metric}.`
      : `${shownName(first!.name)} reaches the best ${metric}, ${measured(first!.best)}, ahead of ${shownName(second.name)} with ${measured(second.best)}.`;
  const quick =
    families.length < 2
      ? ''
      : ` A trial of ${shownName(fastest.name)} is the quickest: ${timeSpan(fastest.medianS)} on the median.`;
  return `${ahead}${quick}`;
}

function spreadSentence(families: readonly Family[]): string {
  const width = ({ spread }: Family): number => spread.upperQuartile - spread.lowerQuartile;
  const several = families.filter(({ spread }) => spread.count > 2);
  if (several.length < 2) return '';
  const widest = several.reduce((a, b) => (width(b) > width(a) ? b : a));
  return `${shownName(widest.name)} depends most on its hyperparameters: the middle half of its trials spans ${measured(width(widest), 2)}.`;
}

function spreadPicture(families: readonly Family[], { metric, direction, complete }: StudyView): Html {
  const focus = focusOn(
    complete.map(({ value }) => value),
    direction,
  );
  return rangeChart(
    {
      label: `${metric} of the complete trials by family`,
      caption: `${metric} of complete trials: the line from the worst twentieth to the best, the box the middle half, the dot the median.${focus.moved === 0 ? '' : ' Values far off are drawn at the edge.'}`,
    },
    {
      ranges: families.map(({ name, spread }) => ({
        name: `${shownName(name, 24)} (${spread.count})`,
        value: focus.clamp(spread.median),
        low: focus.clamp(spread.low),
        high: focus.clamp(spread.high),
        inner: [focus.clamp(spread.lowerQuartile), focus.clamp(spread.upperQuartile)] as const,
      })),
    },
  );
}

function familyTable(names: readonly string[], { trials, complete, direction }: StudyView): Html {
  return dataTable(
    ['family', 'trials', 'pruned', 'failed', 'best', 'median', 'a trial', 'in all'],
    names.map((name) => {
      const own = trials.filter(({ family }) => family === name);
      const ended = bestFirst(
        complete.filter(({ family }) => family === name),
        direction,
      );
      const seconds = own.map(secondsOf).filter(Number.isFinite);
      const having = (state: string): number => own.filter((trial) => trial.state === state).length;
      return [
        shownName(name, 32),
        own.length,
        having('pruned'),
        having('failed'),
        { number: measured(ended[0]?.value) },
        { number: ended.length === 0 ? '–' : measured(median(ended.map(({ value }) => value))) },
        { number: ended.length === 0 ? '–' : timeSpan(median(ended.map(secondsOf))) },
        { number: timeSpan(seconds.reduce((sum, each) => sum + each, 0)) },
      ];
    }),
  );
}
