import type { Drawing } from '../../../lib/report/chart.ts';
import type { Html } from '../../../lib/report/html.ts';
import { dots, type Point } from '../../../lib/report/marks.ts';
import { multiples } from '../../../lib/report/multiples.ts';
import { shownName } from '../../../lib/report/names.ts';
import { measured } from '../../../lib/report/numbers.ts';
import { rangeDrawing } from '../../../lib/report/range-chart.ts';
import { linearScale } from '../../../lib/report/scale.ts';
import { heading, leftOut, listed, seen } from '../../../lib/report/words.ts';
import { xyDrawing } from '../../../lib/report/xy-chart.ts';
import { type ClassifiedRows, isClassified, type MeasuredRows } from '../../trainers/trainer.ts';
import { columnOf, largest } from '../analysis/column.ts';
import { spreadOf } from '../analysis/spread.ts';
import type { TrainingReport } from '../report-input.ts';
import { evenly } from '../trials.ts';
import type { ShownFeatures } from './data-section.ts';

/** Classes for which there is room in a panel, and dots. */
const MOST_CLASSES = 8;
const MOST_DOTS = 400;

/** One small picture for each feature: how it goes with the target. */
export function featuresAgainstTarget({ report, features, relevance }: ShownFeatures): Html[] {
  const { rows, signature } = report;
  const nameOf = (feature: number): string => shownName(signature.features[feature]?.name ?? String(feature));
  const classes = isClassified(rows) ? mostFrequent(rows) : [];
  const panels = features.map((feature) => ({
    title: nameOf(feature),
    label: `${nameOf(feature)} against the target`,
    drawing: isClassified(rows) ? spreads(rows, feature, classes, signature) : scatter(rows, feature),
  }));
  const strongest = features
    .slice(0, 3)
    .map((feature) => `${nameOf(feature)} (${measured(relevance[feature], 2)})`);
  const measure = isClassified(rows) ? 'correlation ratio' : 'absolute correlation';
  const caption = isClassified(rows)
    ? 'For each class the feature’s values: the line from the 5% to the 95% quantile, the box the middle half, the dot the median. By the correlation ratio, strongest first.'
    : 'The feature (horizontal) against the target (vertical). By the absolute correlation, strongest first.';
  return [
    heading('Features against the target'),
    seen(
      `${strongest.length === 1 ? 'It speaks' : 'These speak'} most for the target: ${listed(strongest)}, by the ${measure}, where 0 is nothing and 1 all.`,
      isClassified(rows) ? leftOut(rows.classes, classes.length, 'classes', 'the most frequent') : undefined,
      isClassified(rows) ? undefined : leftOut(rows.count, MOST_DOTS, 'rows', 'evenly taken'),
    ),
    multiples({ caption }, panels, isClassified(rows) ? classes.length * 15 + 30 : undefined),
  ];
}

/** In the order of the classes: grades stay grades. */
function mostFrequent({ labels, classes }: ClassifiedRows): number[] {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]!++;
  return largest(counts, MOST_CLASSES)
    .filter((label) => counts[label]! > 0)
    .sort((a, b) => a - b);
}

function spreads(
  rows: ClassifiedRows,
  feature: number,
  classes: readonly number[],
  signature: TrainingReport['signature'],
): Drawing {
  const column = columnOf(rows, feature);
  return rangeDrawing({
    ranges: classes.map((label) => {
      const spread = spreadOf(column.filter((_, row) => rows.labels[row] === label));
      const name = String(signature.classes[label] ?? label);
      return {
        ...spread,
        name,
        value: spread.median,
        inner: [spread.lowerQuartile, spread.upperQuartile] as const,
      };
    }),
  });
}

function scatter(rows: MeasuredRows, feature: number): Drawing {
  const column = columnOf(rows, feature);
  const points = evenly([...column.keys()], MOST_DOTS).map(
    (row): Point => [column[row]!, rows.targets[row]!],
  );
  return xyDrawing({
    x: linearScale(points.map(([x]) => x)),
    y: linearScale(points.map(([, y]) => y)),
    marks: [dots(points, { color: 'series-1', widthPx: 3, opacity: 0.45 })],
  });
}
