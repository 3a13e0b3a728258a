import { barChart } from '../../../lib/report/bar-chart.ts';
import { binned, histogramChart } from '../../../lib/report/histogram-chart.ts';
import type { Html } from '../../../lib/report/html.ts';
import { shownName } from '../../../lib/report/names.ts';
import { count, measured, percent } from '../../../lib/report/numbers.ts';
import { heading, leftOut, seen } from '../../../lib/report/words.ts';
import { type ClassifiedRows, isClassified, type MeasuredRows } from '../../trainers/trainer.ts';
import { largest } from '../analysis/column.ts';
import { spreadOf } from '../analysis/spread.ts';
import type { TrainingReport } from '../report-input.ts';

const MOST_CLASSES = 20;

/** How the target is distributed. */
export function targetPicture({ rows, signature, dataset }: TrainingReport): Html[] {
  const name = shownName(dataset.target ?? signature.predictionKey);
  return [
    heading('The target'),
    ...(isClassified(rows) ? classes(rows, signature.classes, name) : values(rows, name)),
  ];
}

function classes(rows: ClassifiedRows, labels: readonly (string | number)[], name: string): Html[] {
  const counts = new Array<number>(rows.classes).fill(0);
  for (const label of rows.labels) counts[label]!++;
  const ranked = largest(counts, rows.classes);
  // As they are ordered in the signature: grades stay grades.
  const shown = ranked.slice(0, MOST_CLASSES).sort((a, b) => a - b);
  const nameOf = (label: number): string => shownName(String(labels[label] ?? label), 32);
  const [most, least] = [ranked[0]!, ranked.at(-1)!];
  const share = counts[most]! / rows.count;
  return [
    seen(
      `Class ${nameOf(most)} is the most frequent of ${rows.classes}: ${percent(share)} of the rows, which is what always answering it would get right. The rarest, ${nameOf(least)}, has ${count(counts[least]!)}.`,
      leftOut(rows.classes, shown.length, 'classes', 'the most frequent'),
    ),
    barChart({
      label: `Rows of each class of ${name}`,
      caption: `Rows by ${name}.`,
      bars: shown.map((label) => ({ name: nameOf(label), value: counts[label]! })),
      format: count,
    }),
  ];
}

function values({ targets }: MeasuredRows, name: string): Html[] {
  const { low, median, high, lowerQuartile, upperQuartile } = spreadOf(targets);
  return [
    seen(
      `Half of the rows are between ${measured(lowerQuartile)} and ${measured(upperQuartile)}, the median is ${measured(median)}; nine tenths are between ${measured(low)} and ${measured(high)}.`,
    ),
    histogramChart(
      { label: `Distribution of ${name}`, caption: `Rows by ${name}.` },
      { series: [{ color: 'series-1', bins: binned(targets) }] },
    ),
  ];
}
