import type { Difference } from '../../lib/contract/drift.ts';
import type { Moments, StatisticName } from '../../lib/contract/profile.ts';
import type { Comparison } from '../../lib/report/comparison.ts';
import { shownName } from '../../lib/report/names.ts';
import { count, measured, percent } from '../../lib/report/numbers.ts';
import { sparkBand } from '../../lib/report/spark-band.ts';
import { stepBars } from '../../lib/report/step-bars.ts';
import { barsOf, type Range, shownLabel, withoutEmptyRest } from './bins.ts';
import { badgeOf, pValue, STATISTICS, windowLabel } from './words.ts';

/** Points of a course that can be told apart in its width. */
const MOST_POINTS = 60;

/** What the profile knows of a number's reference rows. */
export interface ReferenceNumbers {
  readonly moments: Moments | null;
  readonly range: Range | undefined;
}

/** A feature, the prediction or the confidence of a window beside its reference: pictures and figures. */
export function differenceCard(difference: Difference, reference?: ReferenceNumbers): Comparison {
  const { name, type, importance } = difference;
  const isFeature = type === 'number' || type === 'category';
  return {
    title: shownName(name),
    ...(isFeature ? { remark: `importance ${percent(importance, 0)}` } : {}),
    badge: badgeOf(difference),
    pictures: [histogramPane(difference, reference?.range), ...coursePane(difference)],
    facts: factsOf(difference, reference?.moments ?? null),
  };
}

function histogramPane(difference: Difference, range: Range | undefined): Comparison['pictures'][number] {
  const { name, verdict, differs } = difference;
  const histogram = withoutEmptyRest(difference.histogram);
  const { labels } = histogram;
  return {
    heading: 'This window (line) over the reference (grey)',
    picture: stepBars({
      ...barsOf(histogram, range),
      label: `${shownName(name)}: shares of this window and of the reference in ${count(labels.length)} bins`,
      isWrong: verdict === 'drift' || differs,
    }),
    ends: [shownLabel(labels[0] ?? 'no rows'), labels.length < 2 ? '' : shownLabel(labels.at(-1)!)],
  };
}

function coursePane({
  name,
  effect,
  history,
  band,
  verdict,
  differs,
}: Difference): Comparison['pictures'][number][] {
  const shown = history.slice(-MOST_POINTS);
  if (shown.length === 0) return [];
  return [
    {
      heading: `${STATISTICS[effect.statistic]} over ${shown.length === 1 ? 'one window' : `${shown.length} windows`}`,
      picture: sparkBand({
        label: `${shownName(name)}: ${STATISTICS[effect.statistic]} by window, last ${measured(shown.at(-1)!.value, 2)}; it matters from ${measured(effect.floor, 2)} on`,
        values: shown.map(({ value }) => value),
        band,
        floor: effect.floor,
        isWrong: verdict === 'drift' || differs,
      }),
      ends: [shown.length === 1 ? '' : windowLabel(shown[0]!.window), windowLabel(shown.at(-1)!.window)],
    },
  ];
}

function factsOf(difference: Difference, moments: Moments | null): Comparison['facts'] {
  const { effect, test, rows, recent } = difference;
  return [
    {
      name: STATISTICS[effect.statistic],
      value: `${measured(effect.value, 3)} (threshold ${measured(effect.floor, 3)})`,
    },
    ...testFacts(test),
    ...otherStatistics(difference),
    ...meanFact(difference, moments),
    { name: 'Rows', value: count(rows) },
    ...(recent.length === 0
      ? []
      : [{ name: 'Differs in', value: `${recent.filter(Boolean).length} of ${recent.length} windows` }]),
  ];
}

function testFacts(test: Difference['test']): Comparison['facts'] {
  if (test === null) return [{ name: 'Test', value: 'none: too few rows' }];
  return [
    { name: shownName(test.name), value: `${measured(test.statistic, 3)}, p ${pValue(test.pValue)}` },
    { name: 'p, adjusted for all', value: pValue(test.adjusted).replace('= ', '') },
  ];
}

function otherStatistics({ statistics, effect, test }: Difference): Comparison['facts'] {
  const names = (Object.keys(statistics) as StatisticName[]).filter(
    (name) => name !== effect.statistic && STATISTICS[name] !== test?.name,
  );
  return names.map((name) => ({ name: STATISTICS[name], value: measured(statistics[name], 3) }));
}

/** The move in standard deviations of the rows that the version was made from, where they vary. */
function meanFact({ mean, referenceMean }: Difference, moments: Moments | null): Comparison['facts'] {
  if (mean === undefined || referenceMean === undefined) return [];
  const deviation = moments?.deviation ?? 0;
  const move = deviation > 0 ? ` (${signed((mean - referenceMean) / deviation)} σ)` : '';
  return [{ name: 'Mean, before → now', value: `${measured(referenceMean)} → ${measured(mean)}${move}` }];
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
